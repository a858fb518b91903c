package io.cacheaside.transaction;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.springframework.data.domain.AbstractAggregateRoot;

import io.cacheaside.annotation.InvalidatesCache;

/** An aggregate that tells what happened to it when it is saved. */
@Entity
class Member extends AbstractAggregateRoot<Member> {

	@Id
	private String id = "";

	private String name = "";

	protected Member() {
	}

	Member(String id, String name) {
		this.id = id;
		this.name = name;
	}

	Member rename(String name) {
		this.name = name;
		return andEvent(new MemberRenamed(this.id));
	}

	String name() {
		return this.name;
	}

	@InvalidatesCache("member:#{id}")
	record MemberRenamed(String id) {
	}

}
