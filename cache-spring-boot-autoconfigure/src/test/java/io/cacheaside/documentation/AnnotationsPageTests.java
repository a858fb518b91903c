package io.cacheaside.documentation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.cacheaside.CacheOperations;
import io.cacheaside.CurrentEntry;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README and the page on annotations show, and what they say that it does. */
class AnnotationsPageTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withPropertyValues("spring.application.name=shop", "cacheaside.ttl-jitter=0")
		.withBean(UserStore.class)
		.withBean(UserService.class)
		.withBean(AccountService.class)
		.withBean(Rates.class)
		.withBean(Quotes.class);

	@Test
	void readmeDoesWhatItSays() {
		this.runner.run((context) -> {
			UserService users = context.getBean(UserService.class);
			UserStore store = context.getBean(UserStore.class);
			assertThat(users.user("usr_1")).isEqualTo(users.user("usr_1"));
			assertThat(store.loads).hasValue(1);
			assertThat(keys(context)).containsExactly("shop:user:usr_1");
			users.save(new User("usr_1", "org_1", "saved"));
			assertThat(users.user("usr_1").name()).isEqualTo("saved");
			users.renameOrganization("org_1", "renamed");
			assertThat(keys(context)).isEmpty();
		});
	}

	@Test
	void pageDoesWhatItSays() {
		this.runner.run((context) -> {
			AccountService accounts = context.getBean(AccountService.class);
			accounts.account("usr_1");
			accounts.permissions("usr_1");
			accounts.permissions("usr_10");
			assertThat(keys(context)).containsExactlyInAnyOrder("shop:account:usr_1", "shop:account:usr_1:permissions",
					"shop:account:usr_10:permissions");
			assertThat(template(context).getExpire("shop:account:usr_1:permissions")).isBetween(295L, 300L);
			accounts.grant("usr_1", Set.of("read"));
			assertThat(keys(context)).containsExactlyInAnyOrder("shop:account:usr_1",
					"shop:account:usr_10:permissions");
			accounts.change("usr_10", "changed");
			assertThat(accounts.account("usr_10").name()).isEqualTo("changed");
			accounts.closeOrganization("org_1");
			assertThat(keys(context)).containsExactly("shop:account:usr_10:permissions");
		});
	}

	@Test
	void metaAnnotationDoesWhatItSays() {
		this.runner.run((context) -> {
			context.getBean(Rates.class).rate("EUR");
			assertThat(template(context).getExpire("shop:rate:EUR")).isBetween(25L, 30L);
		});
	}

	@Test
	void methodsDoWhatOnlyTheyKnow() {
		this.runner.run((context) -> {
			Quotes quotes = context.getBean(Quotes.class);
			quotes.token("web");
			assertThat(template(context).getExpire("shop:token:web")).isBetween(115L, 120L);
			quotes.quote("EUR");
			assertThat(template(context).getExpire("shop:quote:EUR")).isBetween(55L, 60L);
			quotes.quote("XAU");
			assertThat(keys(context)).containsExactlyInAnyOrder("shop:token:web", "shop:quote:EUR");
			context.getBean(CacheOperations.class).evictTag("bank:one");
			assertThat(keys(context)).containsExactly("shop:token:web");
		});
	}

	@Test
	void methodThatJoinsATransactionStoresAndEvictsAfterItsCommitAndNotAfterARollback() {
		this.runner.run((context) -> {
			AccountService accounts = context.getBean(AccountService.class);
			accounts.account("usr_1");
			inTransaction((status) -> {
				accounts.closeOrganization("org_1");
				assertThat(keys(context)).isEmpty();
				accounts.change("usr_2", "never committed");
				status.setRollbackOnly();
			});
			assertThat(keys(context)).containsExactly("shop:account:usr_1");
			inTransaction((status) -> accounts.closeOrganization("org_1"));
			assertThat(keys(context)).isEmpty();
		});
	}

	private static void inTransaction(Consumer<TransactionStatus> action) {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.build();
		try {
			new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult(action);
		}
		finally {
			database.shutdown();
		}
	}

	private static Set<String> keys(AssertableApplicationContext context) {
		return CachedKeys.served(context);
	}

	private static StringRedisTemplate template(AssertableApplicationContext context) {
		return context.getBean(StringRedisTemplate.class);
	}

	public record User(String id, String orgId, String name) {
	}

	static class UserStore {

		private final AtomicInteger loads = new AtomicInteger();

		private final Map<String, User> users = new ConcurrentHashMap<>();

		User load(String userId) {
			this.loads.incrementAndGet();
			return this.users.computeIfAbsent(userId, (id) -> new User(id, "org_1", "loaded"));
		}

		User store(User user) {
			this.users.put(user.id(), user);
			return user;
		}

		Set<String> permissions(String userId) {
			return Set.of("read", userId);
		}

		void renameOrganization(String orgId, String name) {
		}

	}

	static class AccountService {

		private final UserStore users;

		AccountService(UserStore users) {
			this.users = users;
		}

		// doc: read
		@CacheAside(cacheNames = "account", key = "#userId", ttl = "1h", tags = "org:#{#result.orgId}")
		public User account(String userId) {
			return this.users.load(userId);
		}

		@CacheAside(cacheNames = "account", key = "{#userId, 'permissions'}", ttl = "${permissions.ttl:5m}")
		public Set<String> permissions(String userId) {
			return this.users.permissions(userId);
		}
		// end

		// doc: write through
		@WriteThrough(cacheNames = "account", key = "#userId", tags = "org:#{#result.orgId}")
		public User change(String userId, String name) {
			return this.users.store(new User(userId, "org_1", name));
		}
		// end

		// doc: evict
		@CacheEvictPattern("account:#{#userId}:*")
		public void grant(String userId, Set<String> permissions) {
			// changes the source
		}

		@CacheEvictTag("org:#{#orgId}")
		public void closeOrganization(String orgId) {
			// changes the source
		}
		// end

	}

	record Token(String client, Duration validFor) {
	}

	record Quote(String currency, long price) {
	}

	record Offer(long price, Duration validFor, String bank, boolean provisional) {
	}

	static class Quotes {

		private final Issuer issuer = (client) -> new Token(client, Duration.ofMinutes(2));

		private final Bank bank = (currency) -> new Offer(5, Duration.ofMinutes(1), "one", currency.equals("XAU"));

		// doc: computed time to live
		@CacheAside(cacheNames = "token", key = "#client", ttl = "#{#result.validFor}")
		public Token token(String client) {
			return this.issuer.issue(client);
		}
		// end

		// doc: said by the method
		@CacheAside(cacheNames = "quote", key = "#currency", tags = "quotes")
		public Quote quote(String currency) {
			Offer offer = this.bank.offer(currency);
			CurrentEntry entry = CurrentEntry.get().ttl(offer.validFor()).tags("bank:" + offer.bank());
			if (offer.provisional()) {
				entry.doNotCache();
			}
			return new Quote(currency, offer.price());
		}
		// end

	}

	interface Issuer {

		Token issue(String client);

	}

	interface Bank {

		Offer offer(String currency);

	}

	// doc: meta
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@CacheAside(cacheNames = "rate", ttl = "30s")
	@interface CachedRate {

	}
	// end

	static class Rates {

		@CachedRate
		public String rate(String currency) {
			return currency;
		}

	}

}
