package io.cacheaside.documentation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteBehind;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The code on the page on writing behind. */
class WriteBehindPageTests {

	@Test
	void codeOnThePageDoesWhatItSays() {
		RedisContextRunner.onEmptyRedis().withUserConfiguration(Application.class).run((context) -> {
			ProfileService profiles = context.getBean(ProfileService.class);
			profiles.rename("u1", "Ada");
			assertThat(profiles.profile("u1")).isEqualTo(new Profile("u1", "Ada"));
			ProfileTable table = context.getBean(ProfileTable.class);
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(table.find("u1").name()).isEqualTo("Ada"));
			table.upsert("u1", "older", 1);
			assertThat(table.find("u1").name()).isEqualTo("Ada");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		ProfileTable table() {
			return new ProfileTable();
		}

		@Bean
		ProfileService profiles(ProfileTable table) {
			return new ProfileService(table);
		}

		@Bean
		ProfileWriter writer(ProfileTable table) {
			return new ProfileWriter(table);
		}

	}

	record Profile(String id, String name) {

	}

	static class ProfileService {

		private final ProfileTable table;

		ProfileService(ProfileTable table) {
			this.table = table;
		}

		// doc: service
		@CacheAside(cacheNames = "profile", key = "#id")
		public Profile profile(String id) {
			return this.table.find(id);
		}

		@WriteBehind(cacheNames = "profile", key = "#id")
		public Profile rename(String id, String name) {
			return new Profile(id, name);
		}
		// end

	}

	// doc: writer
	static class ProfileWriter implements WriteBehindWriter<Profile> {

		private final ProfileTable table;

		ProfileWriter(ProfileTable table) {
			this.table = table;
		}

		@Override
		public String cacheName() {
			return "profile";
		}

		@Override
		public void write(List<PendingWrite<Profile>> batch) {
			for (PendingWrite<Profile> write : batch) {
				this.table.upsert(write.value().id(), write.value().name(), write.token());
			}
		}

	}
	// end

	/** Keeps the largest token of each row. */
	static class ProfileTable {

		private final Map<String, Row> rows = new ConcurrentHashMap<>();

		Profile find(String id) {
			Row row = this.rows.get(id);
			return new Profile(id, (row != null) ? row.name() : "");
		}

		void upsert(String id, String name, long token) {
			this.rows.merge(id, new Row(name, token), (old, one) -> (one.token() > old.token()) ? one : old);
		}

	}

	record Row(String name, long token) {

	}

}
