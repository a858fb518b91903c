package io.cacheaside;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The entry that the value becomes which is being loaded: only its loader knows that it
 * is good for two minutes, or for this once.
 *
 * <pre class="code">
 * &#64;CacheAside("rate")
 * Rate rate(String currency) {
 *     Rate rate = this.bank.rate(currency);
 *     CurrentEntry.get().ttl(rate.validFor()).tags("bank:" + rate.bank());
 *     return rate;
 * }
 * </pre>
 *
 * What is said here goes before the annotation's {@code ttl}, and that before the
 * cache's; {@code max-ttl} and the jitter are applied to it; tags add up. It counts for
 * the value that this load gives, in each cache that stores it, and not for the values of
 * loads around it or in it. A {@code null} has its own time to live, {@code null-ttl}.
 * Safe for use by many threads, until the value is there.
 */
public final class CurrentEntry {

	private static final ThreadLocal<@Nullable CurrentEntry> BOUND = new ThreadLocal<>();

	private final AtomicReference<Said> said = new AtomicReference<>(Said.NOTHING);

	/** An entry of which nothing is said, to be {@linkplain #open opened}. */
	public CurrentEntry() {
	}

	/**
	 * The entry of the innermost load on this thread. One that goes on with another
	 * thread has to ask before it does.
	 * @return the entry; outside of any load one that nobody asks, so that a method works
	 * without a cache
	 */
	public static CurrentEntry get() {
		CurrentEntry bound = BOUND.get();
		return (bound != null) ? bound : new CurrentEntry();
	}

	/**
	 * Sets the time to live.
	 * @param ttl the time to live; if it is zero or negative, the value is not cached
	 * @return this entry
	 * @throws IllegalArgumentException if it is over 100 years
	 */
	public CurrentEntry ttl(Duration ttl) {
		return (ttl.isZero() || ttl.isNegative()) ? doNotCache() : ttl(TimeToLive.of(ttl));
	}

	/**
	 * Sets the time to live.
	 * @param ttl the time to live, also {@link TimeToLive#NONE}
	 * @return this entry
	 */
	public CurrentEntry ttl(TimeToLive ttl) {
		this.said.updateAndGet((before) -> new Said(before.cached(), ttl, before.tags()));
		return this;
	}

	/**
	 * Adds tags to those of the cache and of the annotation.
	 * @param tags the tags
	 * @return this entry
	 * @throws IllegalArgumentException if a tag is blank
	 */
	public CurrentEntry tags(String... tags) {
		if (Arrays.stream(tags).anyMatch(String::isBlank)) {
			throw new IllegalArgumentException("a tag must not be blank");
		}
		this.said.updateAndGet((before) -> {
			Set<String> all = new LinkedHashSet<>(before.tags());
			all.addAll(Arrays.asList(tags));
			return new Said(before.cached(), before.ttl(), all);
		});
		return this;
	}

	/**
	 * Gives the value to those who wait for it, and does not store it. Whatever else is
	 * said before or afterwards does not change that.
	 * @return this entry
	 */
	public CurrentEntry doNotCache() {
		this.said.updateAndGet((before) -> new Said(false, before.ttl(), before.tags()));
		return this;
	}

	/**
	 * Makes this the current entry of this thread, of which nothing is said yet. For who
	 * runs loaders, and for tests of methods that use it.
	 * @return to be closed on this thread, when the loader has returned
	 */
	public Scope open() {
		CurrentEntry outer = BOUND.get();
		this.said.set(Said.NOTHING);
		BOUND.set(this);
		return () -> {
			if (outer != null) {
				BOUND.set(outer);
			}
			else {
				BOUND.remove();
			}
		};
	}

	/**
	 * What is said here, over what is declared.
	 * @param declared time to live and tags where nothing is said
	 * @return the options for the value, or empty not to store it
	 */
	public Optional<PutOptions> over(PutOptions declared) {
		Said last = Objects.requireNonNull(this.said.get());
		if (!last.cached()) {
			return Optional.empty();
		}
		if (last == Said.NOTHING) {
			return Optional.of(declared);
		}
		Set<String> tags = new LinkedHashSet<>(declared.tags());
		tags.addAll(last.tags());
		return Optional.of(new PutOptions((last.ttl() != null) ? last.ttl() : declared.ttl(), tags));
	}

	/** While it is open, an entry is the current one of a thread. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

	private record Said(boolean cached, @Nullable TimeToLive ttl, Set<String> tags) {

		static final Said NOTHING = new Said(true, null, Set.of());

	}

}
