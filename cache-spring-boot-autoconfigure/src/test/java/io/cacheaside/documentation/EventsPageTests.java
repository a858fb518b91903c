package io.cacheaside.documentation;

import java.util.ArrayList;
import java.util.List;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.InvalidationTarget.Key;
import io.cacheaside.InvalidationTarget.Pattern;
import io.cacheaside.InvalidationTarget.Tag;
import io.cacheaside.InvalidationTarget.WholeCache;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.event.EventInvalidationListener;
import io.cacheaside.event.EventInvalidationRegistry;
import io.cacheaside.event.EventMapping;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

class EventsPageTests {

	@Test
	void codeOnThePageDoesWhatItSays() {
		List<Invalidation> seen = new ArrayList<>();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Mappings.class, Users.class);
			context.registerBean(EventInvalidationListener.class,
					() -> new EventInvalidationListener(registry(context.getBeanProvider(EventMapping.class)),
							(invalidation) -> {
								seen.add(invalidation);
								return completedFuture(null);
							}));
			context.refresh();
			context.getBean(Users.class).rename("usr_1", "org_1");
			context.publishEvent(new InvoicePaid("inv_1", "org_1"));
			context.publishEvent(new PricesImported());
			context.publishEvent(new UserChanged(new User("usr_2")));
		}
		assertThat(seen).extracting(Invalidation::targets)
			.containsExactly(
					List.<InvalidationTarget>of(new Key("user", "user:usr_1"), new Pattern("user:usr_1:*"),
							new Tag("org:org_1")),
					List.of(new Key("invoice", "invoice:inv_1"), new Pattern("api:invoices:org_1:*"),
							new Tag("org:org_1")),
					List.of(new WholeCache("price")), List.of(new Key("user", "user:usr_2")));
	}

	private static EventInvalidationRegistry registry(ObjectProvider<EventMapping> mappings) {
		return new EventInvalidationRegistry(new ExpressionCompiler(null), new KeyEncoder(), "user"::equals,
				mappings.stream().toList());
	}

	// doc: annotation
	@InvalidatesCache("user:#{userId}")
	@InvalidatesCache("user:#{userId}:*")
	@InvalidatesCache(tags = "org:#{orgId}")
	record UserRenamed(String userId, String orgId) {
	}
	// end

	static class Users {

		private final ApplicationEventPublisher events;

		Users(ApplicationEventPublisher events) {
			this.events = events;
		}

		void rename(String userId, String orgId) {
			// doc: publish
			this.events.publishEvent(new UserRenamed(userId, orgId));
			// end
		}

	}

	record InvoicePaid(String invoiceId, String orgId) {
	}

	record PricesImported() {
	}

	record User(String id) {
	}

	interface EntityChanged<T> {

		T entity();

	}

	record UserChanged(User entity) implements EntityChanged<User> {
	}

	@Configuration(proxyBeanMethods = false)
	static class Mappings {

		// doc: mapping
		@Bean
		EventMapping billingEvents() {
			return EventMapping
				.of(InvoicePaid.class,
						(event, targets) -> targets.key("invoice", event.invoiceId())
							.pattern("api:invoices:{}:*", event.orgId())
							.tag("org:{}", event.orgId()))
				.and(PricesImported.class, (event, targets) -> targets.clear("price"));
		}
		// end

		// doc: generic
		@Bean
		EventMapping entityEvents() {
			return EventMapping.of(new ParameterizedTypeReference<EntityChanged<User>>() {
			}, (event, targets) -> targets.key("user", event.entity().id()));
		}
		// end

	}

}
