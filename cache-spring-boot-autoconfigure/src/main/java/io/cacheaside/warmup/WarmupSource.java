package io.cacheaside.warmup;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.Spliterator;
import java.util.Spliterators;

/**
 * Streams and pages as one: opens a stream that reads no further ahead than a page.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
interface WarmupSource<T> {

	/**
	 * Opens the source.
	 * @param pageSize how many elements to read at once, if it is read by pages
	 * @return the elements; the caller closes the stream
	 */
	Stream<T> open(int pageSize);

	static <T> WarmupSource<T> of(Supplier<? extends Stream<T>> source) {
		Objects.requireNonNull(source, "source");
		return (pageSize) -> source.get();
	}

	static <T> WarmupSource<T> of(PageSource<T> source) {
		Objects.requireNonNull(source, "source");
		return (pageSize) -> StreamSupport
			.stream(Spliterators.spliteratorUnknownSize(new Pages<>(source, pageSize), Spliterator.ORDERED), false);
	}

	/** Reads a page when the one before is used up. */
	final class Pages<T> implements Iterator<T> {

		private final PageSource<T> source;

		private final int pageSize;

		private final Queue<T> page = new ArrayDeque<>();

		private int next;

		private boolean ended;

		Pages(PageSource<T> source, int pageSize) {
			this.source = source;
			this.pageSize = pageSize;
		}

		@Override
		public boolean hasNext() {
			if (this.page.isEmpty() && !this.ended) {
				this.page.addAll(this.source.page(this.next++, this.pageSize));
				this.ended = this.page.isEmpty();
			}
			return !this.page.isEmpty();
		}

		@Override
		public T next() {
			return this.page.remove();
		}

	}

}
