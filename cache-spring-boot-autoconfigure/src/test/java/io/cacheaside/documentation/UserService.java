package io.cacheaside.documentation;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.documentation.AnnotationsPageTests.User;
import io.cacheaside.documentation.AnnotationsPageTests.UserStore;

import org.springframework.stereotype.Service;

/** The README's example, run by {@link AnnotationsPageTests}. */
@Service
class UserService {

	private final UserStore users;

	UserService(UserStore users) {
		this.users = users;
	}

	@CacheAside(cacheNames = "user", key = "#userId", tags = "org:#{#result.orgId}")
	public User user(String userId) {
		return this.users.load(userId);
	}

	@WriteThrough(cacheNames = "user", key = "#user.id", tags = "org:#{#result.orgId}")
	public User save(User user) {
		return this.users.store(user);
	}

	@CacheEvictTag("org:#{#orgId}")
	public void renameOrganization(String orgId, String name) {
		this.users.renameOrganization(orgId, name);
	}

}
