package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

/**
 * A piece of work that somebody observes, such as a load. It belongs to whatever the
 * thread did that announced it, wherever it is carried out then.
 */
public interface ObservedWork {

	/** Nobody observes it. */
	ObservedWork NONE = new ObservedWork() {

		@Override
		public Scope begin() {
			return Scope.NONE;
		}

		@Override
		public void end(@Nullable Throwable failure) {
		}

	};

	/**
	 * It begins, on the calling thread, and what that does is part of it until the scope
	 * is closed. Called once.
	 * @return to be closed on the same thread; the work may go on elsewhere
	 */
	Scope begin();

	/**
	 * It has ended, on whatever thread. Called once, after it has begun.
	 * @param failure what it failed with, {@code null} if it did not
	 */
	void end(@Nullable Throwable failure);

	/** What a thread does is part of the work until this is closed. */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/** Nobody is told. */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
