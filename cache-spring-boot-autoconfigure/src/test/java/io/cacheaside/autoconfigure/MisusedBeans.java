package io.cacheaside.autoconfigure;

import java.io.InputStream;
import java.util.stream.Stream;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;

/** Beans whose annotations cannot be meant, and a few good ones beside them. */
final class MisusedBeans {

	private MisusedBeans() {
	}

	static class GoodService {

		@CacheAside("user")
		public String find(String id) {
			return id;
		}

	}

	static class SpringService {

		@Cacheable("user")
		public String find(String id) {
			return id;
		}

	}

	static class ColonService {

		@CacheAside("api:agents:list")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsableKey {

		@CacheAside(cacheNames = "user", key = "#id +")
		public String find(String id) {
			return id;
		}

	}

	static class UnknownVariable {

		@CacheAside(cacheNames = "user", key = "#userId")
		public String find(String id) {
			return id;
		}

	}

	static class ResultInKey {

		@CacheAside(cacheNames = "user", key = "#result")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsableTag {

		@CacheAside(cacheNames = "user", tags = "org:#{#id")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsablePattern {

		@CacheEvictPattern("user:#{#id +}")
		public void save(String id) {
		}

	}

	static class NameOutsideOfExpression {

		@CacheEvictPattern("user:#id:*")
		public void save(String id) {
		}

	}

	static class QuoteOutsideOfExpression {

		@CacheEvictPattern("'user:' + #{#id}")
		public void save(String id) {
		}

	}

	static class MalformedGlob {

		@CacheEvictPattern("user:[abc")
		public void save(String id) {
		}

	}

	static class BlankTag {

		@CacheEvictTag(" ")
		public void save(String id) {
		}

	}

	static class NegativeTtl {

		@CacheAside(cacheNames = "user", ttl = "-1s")
		public String find(String id) {
			return id;
		}

	}

	static class TtlWithoutUnit {

		@CacheAside(cacheNames = "user", ttl = "${user.ttl:300}")
		public String find(String id) {
			return id;
		}

	}

	static class MalformedTtl {

		@CacheAside(cacheNames = "user", ttl = "five minutes")
		public String find(String id) {
			return id;
		}

	}

	static class KeyAndGenerator {

		@CacheAside(cacheNames = "user", key = "#id", keyGenerator = "generator")
		public String find(String id) {
			return id;
		}

	}

	static class UnknownGenerator {

		@CacheAside(cacheNames = "user", keyGenerator = "nobody")
		public String find(String id) {
			return id;
		}

	}

	static class NoCacheName {

		@CacheAside
		public String find(String id) {
			return id;
		}

	}

	static class PrivateMethod {

		public String call(String id) {
			return find(id);
		}

		@CacheAside("user")
		private String find(String id) {
			return id;
		}

	}

	static class FinalMethod {

		@CacheAside("user")
		public final String find(String id) {
			return id;
		}

	}

	static class StaticMethod {

		@CacheAside("user")
		public static String find(String id) {
			return id;
		}

	}

	static class StreamResult {

		@CacheAside("user")
		public Stream<String> find(String id) {
			return Stream.of(id);
		}

	}

	static class InputStreamResult {

		@CacheAside("user")
		public InputStream find(String id) {
			return InputStream.nullInputStream();
		}

	}

	static class ReactiveResult {

		@CacheAside("user")
		public Mono<String> find(String id) {
			return Mono.just(id);
		}

	}

	static class ReactiveWriteThrough {

		@WriteThrough("user")
		public Flux<String> save(String id) {
			return Flux.just(id);
		}

	}

	static class ExtendedName {

		@CacheAside("user")
		public String find(String id) {
			return id;
		}

		@CacheAside("user:detail")
		public String detail(String id) {
			return id;
		}

	}

	static class ForbiddenName {

		@CacheAside("user*")
		public String find(String id) {
			return id;
		}

	}

}
