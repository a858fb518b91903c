package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.LostState;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.codec.ValueCodecException;
import io.cacheaside.codec.VerifyingValueCodec;
import io.cacheaside.key.CacheKey;

/**
 * Between the values of one cache and the bytes of its entries. What cannot be stored or
 * read is reported and otherwise treated as absent; it never fails a call.
 */
final class EntryCodec {

	private static final Logger logger = LoggerFactory.getLogger(EntryCodec.class);

	private final CacheSettings settings;

	private final ValueCodec codec;

	private final PositionSource positions;

	private final RandomGenerator random;

	EntryCodec(CacheSettings settings, ValueCodec codec, PositionSource positions, RandomGenerator random) {
		this.settings = settings;
		this.codec = codec;
		this.positions = positions;
		this.random = random;
	}

	/**
	 * The entry for a value, or empty if it is not to be stored.
	 */
	Optional<EntryWrite> encode(CacheKey key, @Nullable Object value, EntryPolicy policy, LoadStamp stamp,
			RegionObserver observer) {
		if (value == null && this.settings.nullTtl().isZero()) {
			return Optional.empty();
		}
		Optional<PutOptions> options = policy.optionsFor(value);
		if (options.isEmpty()) {
			return Optional.empty();
		}
		try {
			byte[] entry = bytes(value, policy, builder(key, options.get(), stamp));
			if (entry.length > this.settings.maxValueSizeBytes()) {
				observer.statistics.oversized.increment();
				observer.warn("Cache '{}': not stored, since {} bytes exceed remote.max-value-size: {}",
						String.valueOf(entry.length), key.logical());
				return Optional.empty();
			}
			return Optional.of(new EntryWrite(key, entry, timeToLive(value, options.get())));
		}
		catch (RuntimeException ex) {
			// A codec of the application's own may throw anything.
			observer.statistics.unencodable.increment();
			observer.warn("Cache '{}': not stored, since {} ({})", problem(ex), policy.origin());
			return Optional.empty();
		}
	}

	/**
	 * What an entry's bytes mean for a reader: a hit, or a miss if they are not what the
	 * reader can use.
	 */
	Lookup decode(CacheKey key, byte[] bytes, Type type, RegionObserver observer) {
		Optional<Entry> parsed = Entry.parse(bytes);
		if (parsed.isEmpty()) {
			return undecodable(observer, "the header is not one of ours", key);
		}
		Entry entry = parsed.get();
		boolean otherKey = key.isLong() && !entry.longKey().equals(Optional.of(key.logical()));
		boolean otherEpoch = entry.position().epoch() != this.positions.applied().epoch();
		if (!entry.hasValue() || otherKey || otherEpoch) {
			return Lookup.MISS;
		}
		if (entry.isNullValue()) {
			return new Lookup.Hit(null, CacheLayer.REMOTE);
		}
		try {
			return new Lookup.Hit(this.codec.decode(entry, type), CacheLayer.REMOTE);
		}
		catch (RuntimeException ex) {
			return undecodable(observer, problem(ex), key);
		}
	}

	private static String problem(RuntimeException ex) {
		return (ex instanceof ValueCodecException) ? String.valueOf(ex.getMessage()) : ex.toString();
	}

	private static Lookup undecodable(RegionObserver observer, String problem, CacheKey key) {
		observer.statistics.undecodable.increment();
		observer.warn("Cache '{}': an entry counts as a miss, since {}: {}", problem, key.logical());
		return Lookup.MISS;
	}

	private EntryBuilder builder(CacheKey key, PutOptions options, LoadStamp stamp) {
		EntryBuilder builder = EntryBuilder.at(stamp.position())
			.tags(tags(options))
			.loadMicros(TimeUnit.NANOSECONDS.toMicros(stamp.duration().toNanos()));
		return key.isLong() ? builder.longKey(key.logical()) : builder;
	}

	private byte[] bytes(@Nullable Object value, EntryPolicy policy, EntryBuilder builder) {
		if (value == null) {
			return builder.toBytesOfNull("");
		}
		ValueCodec codec = this.settings.verified()
				? new VerifyingValueCodec(this.codec, (type, losses) -> report(policy, losses)) : this.codec;
		return builder.toBytes(codec.encode(value, policy.type()));
	}

	private void report(EntryPolicy policy, List<LostState> losses) {
		logger.warn("Cache '{}': what {} returns does not come back as it was stored: {}", this.settings.name(),
				policy.origin(), losses);
	}

	private Set<String> tags(PutOptions options) {
		if (this.settings.tags().isEmpty() || options.tags().isEmpty()) {
			return this.settings.tags().isEmpty() ? options.tags() : this.settings.tags();
		}
		Set<String> tags = new LinkedHashSet<>(this.settings.tags());
		tags.addAll(options.tags());
		return tags;
	}

	private TimeToLive timeToLive(@Nullable Object value, PutOptions options) {
		TimeToLive wanted = this.settings.ttl();
		if (value == null) {
			wanted = TimeToLive.of(this.settings.nullTtl());
		}
		else if (options.ttl() != null) {
			wanted = options.ttl();
		}
		Duration duration = wanted.atMost(this.settings.maxTtl()).duration();
		if (duration == null) {
			return TimeToLive.NONE;
		}
		long millis = Math.max(1, duration.toMillis());
		long jitter = (long) (millis * this.settings.ttlJitter() * this.random.nextDouble());
		return TimeToLive.of(Duration.ofMillis(Math.max(1, millis - jitter)));
	}

}
