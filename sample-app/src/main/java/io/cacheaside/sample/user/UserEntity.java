package io.cacheaside.sample.user;

import java.util.HashSet;
import java.util.Set;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;

/** A row of the users. Never cached: what is cached are the records made of it. */
@Entity
@Table(name = "app_user")
class UserEntity {

	@Id
	private String id;

	private String name;

	private String email;

	private String orgId;

	@ElementCollection
	@CollectionTable(name = "user_permission", joinColumns = @JoinColumn(name = "user_id"))
	@Column(name = "permission")
	private Set<String> permissions = new HashSet<>();

	@SuppressWarnings("NullAway.Init")
	protected UserEntity() {
	}

	void change(UserChange change) {
		this.name = change.name();
		this.email = change.email();
	}

	void grant(Set<String> permissions) {
		this.permissions.retainAll(permissions);
		this.permissions.addAll(permissions);
	}

	User toUser() {
		return new User(this.id, this.name, this.email, this.orgId);
	}

	Permissions toPermissions() {
		return new Permissions(this.id, this.orgId, this.permissions);
	}

}
