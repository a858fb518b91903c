package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
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
import io.cacheaside.Position;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.LostState;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.codec.ValueCodecException;
import io.cacheaside.codec.VerifyingValueCodec;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * Between the values of one cache and the bytes of its entries. What cannot be stored or
 * read is reported and otherwise treated as absent; it never fails a call.
 */
final class EntryCodec {

	private static final Logger logger = LoggerFactory.getLogger(EntryCodec.class);

	private final CacheSettings settings;

	private final ValueCodec codec;

	private final RandomGenerator random;

	private final RefreshTimes refreshTimes;

	EntryCodec(CacheSettings settings, ValueCodec codec, RandomGenerator random) {
		this.settings = settings;
		this.codec = codec;
		this.random = random;
		this.refreshTimes = new RefreshTimes(settings, random);
	}

	/**
	 * A lease of a slot for one load.
	 */
	Lease lease(CacheKey key, LoadStart start, Duration term) {
		LeaseToken token = new LeaseToken(this.random.nextLong(), this.random.nextLong());
		EntryBuilder builder = EntryBuilder.at(start.position()).lease(token.high(), token.low());
		byte[] bytes = (key.isLong() ? builder.longKey(key.logical()) : builder).toBytesOfLease();
		return new Lease(key, token, bytes, term);
	}

	/**
	 * The entry for a value, or empty if it is not to be stored.
	 */
	Optional<EncodedEntry> encode(CacheKey key, @Nullable Object value, ValueTraits traits, RegionObserver observer) {
		if (value == null && this.settings.nullTtl().isZero()) {
			return Optional.empty();
		}
		try {
			List<String> tags = tags(traits.options(), traits.dependencies());
			TimeToLive ttl = timeToLive(value, traits.options());
			long refreshAfter = this.refreshTimes.afterMillis(ttl, traits.stamp().duration());
			byte[] entry = bytes(value, traits.policy(), builder(key, tags, traits.stamp()).times(0, 0, refreshAfter));
			if (entry.length > this.settings.maxValueSizeBytes()) {
				observer.statistics.oversized.increment();
				observer.warn("Cache '{}': not stored, since {} bytes exceed remote.max-value-size: {}",
						String.valueOf(entry.length), key.logical());
				return Optional.empty();
			}
			observer.encoded(key, entry, ttl);
			return Optional.of(new EncodedEntry(key, new Subject(key.logical(), tags), entry, ttl,
					this.settings.freshness().staleIfError()));
		}
		catch (RuntimeException ex) {
			// A codec of the application's own may throw anything.
			observer.statistics.unencodable.increment();
			observer.warn("Cache '{}': not stored, since {} ({})", problem(ex), traits.policy().origin());
			return Optional.empty();
		}
	}

	/**
	 * The bytes of a value that waits for its source, and so must not be left out.
	 * @throws ValueCodecException if it cannot be encoded or is too large
	 */
	byte[] encodeWrite(CacheKey key, Object value, EntryPolicy policy) {
		LoadStamp stamp = new LoadStamp(Position.NONE, Duration.ZERO);
		byte[] entry = bytes(value, policy, builder(key, List.copyOf(this.settings.tags()), stamp));
		if (entry.length > this.settings.maxValueSizeBytes()) {
			throw new ValueCodecException("Cache '" + this.settings.name() + "': " + key.logical()
					+ " cannot be written behind, since its " + entry.length + " bytes exceed remote.max-value-size",
					null);
		}
		return entry;
	}

	/**
	 * The header of a slot's bytes, empty if the slot holds no entry that a reader of
	 * this key can use.
	 */
	Optional<Entry> header(CacheKey key, byte[] bytes, RegionObserver observer) {
		Optional<Entry> parsed = Entry.parse(bytes);
		if (parsed.isEmpty()) {
			undecodable(observer, "the header is not one of ours", key);
			return Optional.empty();
		}
		return parsed.filter((entry) -> isOf(key, entry));
	}

	/**
	 * Whether an entry is the one of a key: two long keys may share a slot.
	 */
	static boolean isOf(CacheKey key, Entry entry) {
		return !key.isLong() || entry.longKey().equals(Optional.of(key.logical()));
	}

	/**
	 * The value of an entry.
	 * @return the hit, or empty if it is not what the reader can use
	 */
	Optional<Lookup.Hit> decode(CacheKey key, Entry entry, Type type, RegionObserver observer) {
		if (entry.isNullValue()) {
			return Optional.of(new Lookup.Hit(null, CacheLayer.REMOTE));
		}
		try {
			return Optional.of(new Lookup.Hit(this.codec.decode(entry, type), CacheLayer.REMOTE));
		}
		catch (RuntimeException ex) {
			undecodable(observer, problem(ex), key);
			return Optional.empty();
		}
	}

	/**
	 * The value of an entry that was decoded before.
	 */
	@Nullable Object decodeAgain(Entry entry, Type type) {
		return entry.isNullValue() ? null : this.codec.decode(entry, type);
	}

	/**
	 * Whether two values have the same payload, as they are or when they were read back:
	 * a set that was made otherwise may have another order.
	 * @throws RuntimeException if one of them cannot be encoded
	 */
	boolean areSame(@Nullable Object one, @Nullable Object other, Type type) {
		if (one == null || other == null) {
			return one == other;
		}
		return Arrays.equals(payload(one, type), payload(other, type))
				|| Arrays.equals(payload(readBack(one, type), type), payload(readBack(other, type), type));
	}

	private byte[] payload(Object value, Type type) {
		return this.codec.encode(value, type).payload();
	}

	private Object readBack(Object value, Type type) {
		byte[] bytes = EntryBuilder.at(Position.NONE).toBytes(this.codec.encode(value, type));
		return this.codec.decode(Entry.parse(bytes).orElseThrow(), type);
	}

	private static String problem(RuntimeException ex) {
		return (ex instanceof ValueCodecException) ? String.valueOf(ex.getMessage()) : ex.toString();
	}

	private static void undecodable(RegionObserver observer, String problem, CacheKey key) {
		observer.statistics.undecodable.increment();
		observer.warn("Cache '{}': an entry counts as a miss, since {}: {}", problem, key.logical());
	}

	private static EntryBuilder builder(CacheKey key, List<String> tags, LoadStamp stamp) {
		EntryBuilder builder = EntryBuilder.at(stamp.position())
			.tags(tags)
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

	/**
	 * What markers are compared with for a value of these traits.
	 */
	Subject subject(CacheKey key, PutOptions options, Set<String> dependencies) {
		return new Subject(key.logical(), tags(options, dependencies));
	}

	private List<String> tags(PutOptions options, Set<String> dependencies) {
		if (options.tags().isEmpty() && dependencies.isEmpty()) {
			return this.settings.tags().isEmpty() ? List.of() : List.copyOf(this.settings.tags());
		}
		Set<String> tags = new LinkedHashSet<>(this.settings.tags());
		tags.addAll(options.tags());
		tags.addAll(dependencies);
		return List.copyOf(tags);
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

	/**
	 * What is known of a value that is to be encoded.
	 *
	 * @param policy where it comes from
	 * @param options time to live and tags
	 * @param stamp what its load leaves in the header
	 * @param dependencies tags for what it was built from
	 */
	record ValueTraits(EntryPolicy policy, PutOptions options, LoadStamp stamp, Set<String> dependencies) {
	}

	/**
	 * A value as an entry, not yet bound to a lease.
	 *
	 * @param key its key
	 * @param subject what markers are compared with
	 * @param bytes header and payload
	 * @param ttl how long its time is
	 * @param grace for how long the server keeps it after that
	 */
	record EncodedEntry(CacheKey key, Subject subject, byte[] bytes, TimeToLive ttl, Duration grace) {

		/** Longer than anybody will see, and short enough to be added to a clock. */
		private static final Duration FOREVER = Duration.ofDays(36_500);

		EntryWrite under(Lease lease) {
			return new EntryWrite(this.key, lease.token(), this.bytes, this.ttl, this.grace);
		}

		/**
		 * The same with its times by a server's clock, which changes these bytes.
		 * @param now that clock
		 * @param term how long it may take to be stored
		 */
		UnleasedWrite inPlaceOf(byte @Nullable [] seen, long now, long term) {
			Duration life = this.ttl.duration();
			long expires = (life != null && life.compareTo(FOREVER) < 0) ? now + life.plusNanos(999_999).toMillis() : 0;
			EntryBuilder.timed(this.bytes, now, expires);
			return new UnleasedWrite(this.key, this.bytes, (expires != 0) ? expires + this.grace.toMillis() : 0, seen,
					now + term);
		}

		/**
		 * The same at another position.
		 */
		EncodedEntry at(Position position) {
			return new EncodedEntry(this.key, this.subject, EntryBuilder.moved(this.bytes, position), this.ttl,
					this.grace);
		}

	}

}
