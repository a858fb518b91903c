package io.cacheaside.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.InvalidationTarget.Key;
import io.cacheaside.InvalidationTarget.Tag;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.transaction.SpringTransactionScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class EventInvalidationListenerTests {

	private final List<Invalidation> seen = new ArrayList<>();

	private CompletionStage<Void> answer = CompletableFuture.completedFuture(null);

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final TransactionTemplate transaction = new TransactionTemplate(new NothingToCommit());

	@BeforeEach
	void listenInAContext() {
		EventMapping mapping = EventMapping.of(Plain.class, (event, targets) -> targets.key("plain", event.id()))
			.and(AfterStart.class, (event, targets) -> targets.tag("started"))
			.and(Fragile.class, (event, targets) -> {
				throw new IllegalStateException("broken rule");
			});
		EventInvalidationRegistry registry = new EventInvalidationRegistry(new ExpressionCompiler(null),
				new KeyEncoder(), "user"::equals, List.of(mapping));
		SpringTransactionScope transactions = new SpringTransactionScope(() -> null);
		EventInvalidationListener listener = new EventInvalidationListener(registry,
				(invalidation) -> transactions.defer(invalidation, this::record)
						? CompletableFuture.completedFuture(null) : record(invalidation));
		this.context.registerBean("invalidation", EventInvalidationListener.class, () -> listener);
	}

	private CompletionStage<Void> record(Invalidation invalidation) {
		this.seen.add(invalidation);
		return this.answer;
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void oneEventIsOneInvalidation() {
		started().publishEvent(new UserUpdated("u"));
		assertThat(this.seen).containsExactly(Invalidation.of(new Key("user", "user:u"), new Tag("user:u")));
	}

	@Test
	void applicationEventsAndPayloadsAreBothMapped() {
		started().publishEvent(new AfterStart(this));
		this.context.publishEvent(new Plain(1));
		this.context.publishEvent(new PayloadApplicationEvent<>(this, new Plain(2)));
		assertThat(this.seen).extracting(Invalidation::targets)
			.containsExactly(List.of(new Tag("started")), List.of(new Key("plain", "plain:1")),
					List.of(new Key("plain", "plain:2")));
	}

	@Test
	void otherEventsInvalidateNothing() {
		started().publishEvent("something else");
		assertThat(this.seen).isEmpty();
	}

	@Test
	void allEventsOfATransactionAreOneInvalidationAfterTheCommit() {
		started();
		this.transaction.executeWithoutResult((status) -> {
			this.context.publishEvent(new Plain(2));
			this.context.publishEvent(new UserUpdated("u"));
			this.context.publishEvent(new Plain(2));
			this.context.publishEvent(new Plain(1));
			assertThat(this.seen).isEmpty();
		});
		assertThat(this.seen).singleElement()
			.extracting(Invalidation::targets)
			.isEqualTo(List.<InvalidationTarget>of(new Key("plain", "plain:2"), new Key("user", "user:u"),
					new Tag("user:u"), new Key("plain", "plain:1")));
	}

	@Test
	void rolledBackEventsInvalidateNothing() {
		started();
		this.transaction.executeWithoutResult((status) -> {
			this.context.publishEvent(new Plain(1));
			status.setRollbackOnly();
		});
		assertThat(this.seen).isEmpty();
	}

	@Test
	void eventIsReadWhenItIsPublished() {
		started();
		this.transaction.executeWithoutResult((status) -> {
			Mutable event = new Mutable();
			event.id = "before";
			this.context.publishEvent(event);
			event.id = "after";
		});
		assertThat(this.seen).containsExactly(Invalidation.of(new Key("user", "user:before")));
	}

	@Test
	void failingRuleReachesThePublisherAfterEverythingElse() {
		started();
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> this.context.publishEvent(new Fragile("f")))
			.withMessageContaining(Fragile.class.getName())
			.withMessageContaining("broken rule");
		assertThat(this.seen).containsExactly(Invalidation.of(new Tag("fragile:f")));
	}

	@Test
	void failingInvalidationReachesThePublisher() {
		CacheUnavailableException gone = new CacheUnavailableException("gone", new IllegalStateException());
		this.answer = CompletableFuture.failedFuture(gone);
		started();
		assertThatExceptionOfType(CacheUnavailableException.class)
			.isThrownBy(() -> this.context.publishEvent(new Plain(1)))
			.isSameAs(gone);
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> this.context.publishEvent(new Fragile("f")))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(gone));
	}

	@Test
	void failingListenerOfTheApplicationDoesNotHideTheEvent() {
		this.context.registerBean("first", Failing.class, Failing::new);
		started();
		assertThatIllegalStateException().isThrownBy(() -> this.context.publishEvent(new Plain(1)))
			.withMessage("not ours");
		assertThat(this.seen).hasSize(1);
	}

	@Test
	void transactionIsSeenAlsoIfEventsAreMulticastByAnExecutor() {
		SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster(
				this.context.getBeanFactory());
		multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
		this.context.registerBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
				SimpleApplicationEventMulticaster.class, () -> multicaster);
		started();
		this.transaction.executeWithoutResult((status) -> {
			this.context.publishEvent(new Plain(1));
			status.setRollbackOnly();
		});
		this.transaction.executeWithoutResult((status) -> this.context.publishEvent(new Plain(2)));
		assertThat(this.seen).containsExactly(Invalidation.of(new Key("plain", "plain:2")));
	}

	private GenericApplicationContext started() {
		this.context.refresh();
		return this.context;
	}

	record Plain(int id) {
	}

	@InvalidatesCache(value = "user:#{userId}", tags = "user:#{userId}")
	record UserUpdated(String userId) {
	}

	@InvalidatesCache(tags = "fragile:#{id}")
	record Fragile(String id) {
	}

	@InvalidatesCache("user:#{id}")
	public static class Mutable {

		public String id = "";

	}

	@SuppressWarnings("serial")
	static class AfterStart extends ApplicationEvent {

		AfterStart(Object source) {
			super(source);
		}

	}

	static class Failing implements ApplicationListener<PayloadApplicationEvent<Plain>>, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<Plain> event) {
			throw new IllegalStateException("not ours");
		}

	}

	private static final class NothingToCommit extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
