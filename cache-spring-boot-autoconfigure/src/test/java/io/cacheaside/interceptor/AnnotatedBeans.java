package io.cacheaside.interceptor;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.springframework.cache.interceptor.KeyGenerator;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;

/** Beans with each kind of annotation in each kind of place. */
final class AnnotatedBeans {

	private AnnotatedBeans() {
	}

	public record User(String id, String name) {
	}

	static class Users {

		private int calls;

		/** Asked through the proxy, whose own field stays 0. */
		public int calls() {
			return this.calls;
		}

		@CacheAside(cacheNames = "user", key = "#userId")
		public User user(String userId) {
			this.calls++;
			return new User(userId, "loaded");
		}

		@CacheAside(cacheNames = "user", key = "{#userId, 'permissions'}", ttl = "5m")
		public Set<String> permissions(String userId) {
			this.calls++;
			return Set.of("read", "write");
		}

		@CacheAside("missing")
		public User missing(String userId) {
			this.calls++;
			return null;
		}

		@CacheAside("failing")
		public User failing(String userId) throws IOException {
			throw new IOException(userId);
		}

		@CacheAside(cacheNames = "conditional", condition = "#id != 'skip'", unless = "#result.id == 'drop'")
		public User conditional(String id) {
			this.calls++;
			return new User(id, id);
		}

		@CacheAside({ "first", "second" })
		public User inTwo(String id) {
			this.calls++;
			return new User(id, id);
		}

		@WriteThrough(cacheNames = "user", key = "#user.id", ttl = "2m", tags = "org:#{#result.name}")
		public User save(User user) {
			this.calls++;
			return user;
		}

		@CacheAside(cacheNames = "api:users:list", key = "{#orgId, #page}")
		public List<User> list(String orgId, int page) {
			return List.of(new User(orgId, "page " + page));
		}

		@CacheEvictPattern("api:users:list:#{#orgId}:*")
		public void evictList(String orgId) {
		}

		@CacheAside(cacheNames = "tagged", tags = { "org:#{#orgId}", "user:#{#result.id}" })
		public User tagged(String id, String orgId) {
			return new User(id, orgId);
		}

		@CacheAside(cacheNames = "other", tags = "org:#{#orgId}")
		public User alsoTagged(String id, String orgId) {
			return new User(id, orgId);
		}

		@CacheEvictTag("org:#{#orgId}")
		public void evictOrg(String orgId) {
		}

		@CacheEvictPattern("user:*")
		public void failAndEvictAfter() {
			throw new IllegalStateException("after");
		}

		@CacheEvictPattern(value = "user:*", beforeInvocation = true)
		public void failAndEvictBefore() {
			throw new IllegalStateException("before");
		}

		@CacheEvictPattern(value = "user:*", condition = "#really")
		public void evictAllIf(boolean really) {
		}

		@CacheAside("objects")
		public String byObject(Object key) {
			return "value";
		}

		@CacheAside(cacheNames = "names", key = "#user.name")
		public String byName(User user) {
			return "value";
		}

	}

	interface Generic<T> {

		T generic(String id);

	}

	static class ReturnTypes implements Generic<User> {

		private int calls;

		/** Asked through the proxy, whose own field stays 0. */
		public int calls() {
			return this.calls;
		}

		@CacheAside("primitive")
		public int primitive(int id) {
			this.calls++;
			return 42;
		}

		@CacheAside("optional")
		public Optional<User> optional(String id) {
			this.calls++;
			return Optional.of(new User(id, "A"));
		}

		@CacheAside("noOptional")
		public Optional<User> noOptional(String id) {
			this.calls++;
			return Optional.empty();
		}

		@CacheAside("future")
		public CompletableFuture<User> future(String id) {
			this.calls++;
			return CompletableFuture.completedFuture(new User(id, "A"));
		}

		@CacheAside("failing")
		public CompletableFuture<User> failingFuture(String id) {
			return CompletableFuture.failedFuture(new IllegalStateException("no"));
		}

		@CacheAside("list")
		public List<User> list(String id) {
			this.calls++;
			return List.of(new User(id, "A"));
		}

		@CacheAside("map")
		public Map<String, List<Long>> map(String id) {
			this.calls++;
			return Map.of(id, List.of(1L, 2L));
		}

		@Override
		@CacheAside("generic")
		public User generic(String id) {
			this.calls++;
			return new User(id, "A");
		}

		@CacheAside("nothing")
		public void nothing(String id) {
			this.calls++;
		}

	}

	static class GeneratedKeys {

		@CacheAside(cacheNames = "generated", keyGenerator = "upper")
		public String find(String id) {
			return id;
		}

	}

	static class UpperCaseKeys implements KeyGenerator {

		@Override
		public Object generate(Object target, Method method, Object... params) {
			return params[0].toString().toUpperCase(Locale.ROOT);
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@CacheAside(cacheNames = "meta", ttl = "3m")
	@interface CachedThreeMinutes {

	}

	public interface OnInterface {

		@CacheAside("interface")
		String onInterface(String id);

	}

	static class Parent {

		@CacheAside("superclass")
		public String onSuperclass(String id) {
			return id;
		}

	}

	@CacheAside("class")
	static class Everywhere extends Parent implements OnInterface {

		@Override
		public String onInterface(String id) {
			return id;
		}

		@Override
		public String onSuperclass(String id) {
			return id;
		}

		@CachedThreeMinutes
		public String byMetaAnnotation(String id) {
			return id;
		}

		public String byClass(String id) {
			return id;
		}

	}

}
