package io.cacheaside.documentation;

import java.util.ArrayList;
import java.util.List;

import io.r2dbc.spi.ConnectionFactories;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionalEventPublisher;
import org.springframework.transaction.reactive.TransactionalOperator;

import static org.assertj.core.api.Assertions.assertThat;

class TransactionsPageTests {

	@Test
	void codeOnThePagePublishesInTheTransaction() {
		List<Object> published = new ArrayList<>();
		TransactionalOperator transaction = TransactionalOperator
			.create(new R2dbcTransactionManager(ConnectionFactories.get("r2dbc:h2:mem:///page")));
		Users users = new Users(new TransactionalEventPublisher(published::add));
		transaction.transactional(users.rename("usr_1")).block();
		assertThat(published).singleElement()
			.isInstanceOfSatisfying(PayloadApplicationEvent.class,
					(event) -> assertThat(event.getPayload()).isEqualTo(new UserRenamed("usr_1")))
			.extracting((event) -> ((ApplicationEvent) event).getSource())
			.isInstanceOf(TransactionContext.class);
	}

	record UserRenamed(String userId) {
	}

	static class Users {

		private final TransactionalEventPublisher events;

		Users(TransactionalEventPublisher events) {
			this.events = events;
		}

		// doc: reactive
		Mono<Void> rename(String userId) {
			return store(userId).then(this.events.publishEvent(new UserRenamed(userId)));
		}
		// end

		private Mono<Void> store(String userId) {
			return Mono.empty();
		}

	}

}
