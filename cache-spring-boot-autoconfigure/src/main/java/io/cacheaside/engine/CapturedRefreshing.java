package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A refresh in the context of the thread that this was made on, wherever it runs; to be
 * run once.
 */
final class CapturedRefreshing implements Refreshing {

	private final Refreshing refreshing;

	private final Runnable inContext;

	private @Nullable Refresh refresh;

	private @Nullable CompletionStage<?> later;

	private @Nullable Throwable failure;

	private CapturedRefreshing(LoadContext context, Refreshing refreshing) {
		this.refreshing = refreshing;
		this.inContext = context.captured(this::runHere);
	}

	/**
	 * Captures the calling thread's context.
	 */
	static Refreshing of(LoadContext context, Refreshing refreshing) {
		return (refreshing == NONE || refreshing == IMPOSSIBLE) ? refreshing
				: new CapturedRefreshing(context, refreshing);
	}

	@Override
	public @Nullable CompletionStage<?> run(Refresh refresh) throws Throwable {
		this.refresh = refresh;
		this.inContext.run();
		if (this.failure != null) {
			throw this.failure;
		}
		return this.later;
	}

	private void runHere() {
		try {
			Refresh known = this.refresh;
			this.later = (known != null) ? this.refreshing.run(known) : null;
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
	}

}
