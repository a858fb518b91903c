package io.cacheaside.warmup;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Streams and pages as one: read in pieces, from any place on.
 *
 * @param <T> the type of the elements
 */
sealed interface WarmupSource<T> {

	/**
	 * Opens the source.
	 * @param size how many elements a piece has
	 * @param from how far another run of this source had come, 0 for the beginning
	 * @return the pieces; the caller closes them
	 */
	Pieces<T> open(int size, long from);

	static <T> WarmupSource<T> of(Supplier<? extends Stream<T>> source) {
		return new Streamed<>(Objects.requireNonNull(source, "source"));
	}

	static <T> WarmupSource<T> of(PageSource<T> source) {
		return new Paged<>(Objects.requireNonNull(source, "source"));
	}

	/**
	 * A source that is being read, by one thread, no further ahead than a piece.
	 *
	 * @param <T> the type of the elements
	 */
	interface Pieces<T> extends AutoCloseable {

		/**
		 * Reads the next piece.
		 * @param stopped asked between two elements where they are read one by one
		 * @return the elements, none at the end of the source or when stopped
		 */
		List<T> next(BooleanSupplier stopped);

		/**
		 * How far the source is read.
		 * @return what another run begins from to go on after the last piece
		 */
		long place();

		/**
		 * Whether each piece is read by a query of its own.
		 * @return whether it is
		 */
		boolean separate();

		@Override
		void close();

	}

	/** Pages; a place is the number of a page. */
	record Paged<T>(PageSource<T> source) implements WarmupSource<T> {

		@Override
		public Pieces<T> open(int size, long from) {
			return new Pieces<>() {

				private int page = Math.toIntExact(from);

				@Override
				public List<T> next(BooleanSupplier stopped) {
					return stopped.getAsBoolean() ? List.of() : List.copyOf(Paged.this.source.page(this.page++, size));
				}

				@Override
				public long place() {
					return this.page;
				}

				@Override
				public boolean separate() {
					return true;
				}

				@Override
				public void close() {
				}

			};
		}

	}

	/** A stream; a place is a number of elements, which are skipped. */
	record Streamed<T>(Supplier<? extends Stream<T>> source) implements WarmupSource<T> {

		@Override
		public Pieces<T> open(int size, long from) {
			Stream<T> stream = this.source.get();
			return new Pieces<>() {

				private final Iterator<T> each = stream.iterator();

				private long place;

				@Override
				public List<T> next(BooleanSupplier stopped) {
					List<T> piece = new ArrayList<>();
					while (piece.size() < size && !stopped.getAsBoolean() && this.each.hasNext()) {
						T element = this.each.next();
						if (this.place++ >= from) {
							piece.add(element);
						}
					}
					return piece;
				}

				@Override
				public long place() {
					return this.place;
				}

				@Override
				public boolean separate() {
					return false;
				}

				@Override
				public void close() {
					stream.close();
				}

			};
		}

	}

}
