package io.cacheaside.event;

import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.event.EventPlan.EventTargets;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.Ordered;

/**
 * Invalidates what events published in the application context say. Safe for use by many
 * threads.
 * <p>
 * Runs on the publisher's thread, ahead of the application's own listeners, so that none
 * of them can hide an event by failing. The publisher waits until the invalidation is
 * done or, in a transaction, deferred. It gets every failure, after everything else that
 * the event invalidates has been carried out.
 */
public final class EventInvalidationListener implements ApplicationListener<ApplicationEvent>, Ordered {

	private final EventInvalidationRegistry registry;

	private final Invalidator invalidator;

	private final Function<Object, ? extends @Nullable Invalidator> sources;

	/**
	 * Creates the listener.
	 * @param registry knows what events invalidate
	 * @param invalidator carries it out, at once or at the end of the transaction
	 */
	public EventInvalidationListener(EventInvalidationRegistry registry, Invalidator invalidator) {
		this(registry, invalidator, (source) -> null);
	}

	/**
	 * Creates the listener.
	 * @param registry knows what events invalidate
	 * @param invalidator carries it out, at once or at the end of the thread's
	 * transaction
	 * @param sources carries it out instead for events whose source is a transaction
	 */
	public EventInvalidationListener(EventInvalidationRegistry registry, Invalidator invalidator,
			Function<Object, ? extends @Nullable Invalidator> sources) {
		this.registry = registry;
		this.invalidator = invalidator;
		this.sources = sources;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/** On another thread the publisher's transaction would not be seen. */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	/**
	 * Invalidates what an event says.
	 * @throws io.cacheaside.CacheKeyException if a template or rule fails for this event
	 * @throws io.cacheaside.CacheUnavailableException if there is no transaction, Redis
	 * cannot be reached and {@code cacheaside.coherence.on-unreachable} is {@code fail}
	 */
	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		Object subject = (event instanceof PayloadApplicationEvent<?> payload) ? payload.getPayload() : event;
		EventPlan plan = this.registry.planOf(subject);
		if (plan == EventPlan.NONE) {
			return;
		}
		EventTargets targets = plan.apply(subject);
		RuntimeException failure = first(targets.failure(), invalidate(targets, event.getSource()));
		if (failure != null) {
			throw failure;
		}
	}

	private @Nullable RuntimeException invalidate(EventTargets targets, Object source) {
		if (targets.targets().isEmpty()) {
			return null;
		}
		Invalidator ofSource = this.sources.apply(source);
		try {
			((ofSource != null) ? ofSource : this.invalidator).invalidate(Invalidation.of(targets.targets()))
				.toCompletableFuture()
				.join();
			return null;
		}
		catch (CompletionException ex) {
			return (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static @Nullable RuntimeException first(@Nullable RuntimeException first,
			@Nullable RuntimeException second) {
		if (first != null && second != null) {
			first.addSuppressed(second);
		}
		return (first != null) ? first : second;
	}

}
