package io.cacheaside.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.bytecode.enhance.spi.interceptor.BytecodeLazyAttributeInterceptor;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonValueCodecHibernateTests {

	private static SessionFactory sessions;

	@BeforeAll
	static void store() {
		Configuration configuration = new Configuration().addAnnotatedClass(Org.class).addAnnotatedClass(Agent.class);
		configuration.setProperty("hibernate.connection.url", "jdbc:h2:mem:codec;DB_CLOSE_DELAY=-1");
		configuration.setProperty("hibernate.hbm2ddl.auto", "create");
		sessions = configuration.buildSessionFactory();
		sessions.inTransaction((session) -> {
			Org org = new Org();
			org.id = 1L;
			org.name = "Acme";
			org.labels.addAll(List.of("x", "y"));
			org.notes.add("n");
			org.settings.put("k", 5L);
			Agent agent = new Agent();
			agent.id = 7L;
			agent.name = "Bond";
			agent.org = org;
			session.persist(agent);
		});
	}

	@AfterAll
	static void close() {
		sessions.close();
	}

	@Test
	void toOneProxyThatWasNotLoadedIsRefusedAndStaysUnloaded() {
		try (Session session = sessions.openSession()) {
			Agent agent = session.find(Agent.class, 7L);
			assertRefused(agent, "$.org", Org.class.getName(), "was not loaded", "DTO");
			assertThat(Hibernate.isInitialized(agent.org)).isFalse();
			Org reference = session.getReference(Org.class, 1L);
			assertRefused(reference, "at $:", "was not loaded");
			assertRefused(List.of(reference), "was not loaded");
			assertThat(Hibernate.isInitialized(reference)).isFalse();
		}
	}

	@Test
	void collectionThatWasNotLoadedIsRefusedAndStaysUnloaded() {
		try (Session session = sessions.openSession()) {
			Org org = session.find(Org.class, 1L);
			assertRefused(org, "$.labels", "collection that was not loaded");
			assertThat(Hibernate.isInitialized(org.labels)).isFalse();
			Hibernate.initialize(org.labels);
			assertRefused(org, "$.notes", "collection that was not loaded");
			assertRefused(org.settings, "collection that was not loaded");
			assertThat(Hibernate.isInitialized(org.settings)).isFalse();
			assertThat(Hibernate.isInitialized(org.notes)).isFalse();
		}
	}

	@Test
	void whatIsLoadedComesBackPlain() {
		try (Session session = sessions.openSession()) {
			Agent agent = session.find(Agent.class, 7L);
			Org proxy = Objects.requireNonNull(agent.org);
			Hibernate.initialize(proxy);
			Org loaded = (Org) Hibernate.unproxy(proxy);
			List.of(loaded.labels, loaded.notes, loaded.settings).forEach(Hibernate::initialize);
			assertThat(proxy).isNotExactlyInstanceOf(Org.class);
			Agent back = (Agent) CodecFixture.roundTrip(agent, Agent.class);
			Org org = Objects.requireNonNull(back.org);
			assertThat(org).isExactlyInstanceOf(Org.class);
			assertThat(org.name).isEqualTo("Acme");
			assertThat(org.labels).isExactlyInstanceOf(ArrayList.class).containsExactly("x", "y");
			assertThat(org.notes).isExactlyInstanceOf(LinkedHashSet.class).containsExactly("n");
			assertThat(org.settings).isExactlyInstanceOf(LinkedHashMap.class).containsExactly(Map.entry("k", 5L));
			assertThat(((Org) CodecFixture.roundTrip(proxy, Org.class)).name).isEqualTo("Acme");
			assertThat(((Org) CodecFixture.roundTrip(proxy, Object.class)).name).isEqualTo("Acme");
			assertThat(CodecFixture.roundTrip(loaded.labels, Object.class)).isEqualTo(List.of("x", "y"));
			assertThat((List<?>) CodecFixture.roundTrip(List.of(proxy), Object.class)).singleElement()
				.isExactlyInstanceOf(Org.class);
		}
	}

	@Test
	void attributesOfAnEnhancedEntityThatWereNotLoadedAreRefused() {
		BytecodeLazyAttributeInterceptor interceptor = Mockito.mock(BytecodeLazyAttributeInterceptor.class,
				Mockito.withSettings().extraInterfaces(PersistentAttributeInterceptor.class));
		BDDMockito.given(interceptor.hasAnyUninitializedAttributes()).willReturn(true);
		Enhanced enhanced = new Enhanced();
		enhanced.interceptor = (PersistentAttributeInterceptor) interceptor;
		assertRefused(enhanced, "at $:", Enhanced.class.getName(), "lazy attributes");
		BDDMockito.given(interceptor.hasAnyUninitializedAttributes()).willReturn(false);
		assertThat(CodecFixture.roundTrip(enhanced, Enhanced.class)).isInstanceOf(Enhanced.class);
	}

	private static void assertRefused(Object value, String... parts) {
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.encode(value, Hibernate.getClassLazy(value)))
			.withMessageContainingAll(parts);
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.encode(value, Object.class))
			.withMessageContainingAll(parts);
	}

	@Entity(name = "Org")
	static class Org {

		@Id
		@Nullable Long id;

		@Nullable String name;

		@ElementCollection
		List<String> labels = new ArrayList<>();

		@ElementCollection
		Set<String> notes = new HashSet<>();

		@ElementCollection
		Map<String, Long> settings = new HashMap<>();

	}

	@Entity(name = "Agent")
	static class Agent {

		@Id
		@Nullable Long id;

		@Nullable String name;

		@ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.ALL)
		@Nullable Org org;

	}

	/** What Hibernate's build plugin makes of an entity. */
	static class Enhanced implements PersistentAttributeInterceptable {

		transient @Nullable PersistentAttributeInterceptor interceptor;

		@Nullable String lazy;

		@Override
		public @Nullable PersistentAttributeInterceptor $$_hibernate_getInterceptor() {
			return this.interceptor;
		}

		@Override
		public void $$_hibernate_setInterceptor(@Nullable PersistentAttributeInterceptor interceptor) {
			this.interceptor = interceptor;
		}

	}

}
