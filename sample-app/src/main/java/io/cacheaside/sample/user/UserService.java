package io.cacheaside.sample.user;

import java.util.Set;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.sample.NotFoundException;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Users and their permissions: one cache with two variants of key. */
@Service
@Transactional
class UserService {

	private final UserRepository users;

	UserService(UserRepository users) {
		this.users = users;
	}

	/** Entry {@code user:usr_1}, for as long as application.yml says. */
	@CacheAside(cacheNames = "user", key = "#userId", tags = "org:#{#result.orgId}")
	@Transactional(readOnly = true)
	public User user(String userId) {
		return entity(userId).toUser();
	}

	/** Entry {@code user:usr_1:permissions}, with a shorter time to live of its own. */
	@CacheAside(cacheNames = "user", key = "{#userId, 'permissions'}", ttl = "5m", tags = "org:#{#result.orgId}")
	@Transactional(readOnly = true)
	public Permissions permissions(String userId) {
		return entity(userId).toPermissions();
	}

	/** The new state goes to the cache with the commit, so that the next read hits. */
	@WriteThrough(cacheNames = "user", key = "#userId", tags = "org:#{#result.orgId}")
	public User change(String userId, UserChange change) {
		UserEntity user = entity(userId);
		user.change(change);
		return user.toUser();
	}

	/**
	 * Whatever is derived from the user goes, the user himself stays:
	 * {@code user:usr_1:*} does not match {@code user:usr_1}, nor {@code user:usr_10:…}.
	 */
	@CacheEvictPattern("user:#{#userId}:*")
	public Permissions grant(String userId, Set<String> permissions) {
		UserEntity user = entity(userId);
		user.grant(permissions);
		return user.toPermissions();
	}

	private UserEntity entity(String userId) {
		return this.users.findById(userId).orElseThrow(() -> new NotFoundException("user", userId));
	}

}
