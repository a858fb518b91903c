package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.key.CacheKey;

/** What tests of a remote tier say in one word. */
public abstract class RemoteTierFixture {

	protected static final TimeToLive LONG = TimeToLive.of(Duration.ofMinutes(5));

	protected static final Duration LIMIT = Duration.ofSeconds(20);

	private static final AtomicLong tokens = new AtomicLong();

	/**
	 * The tier under test.
	 * @return a connected tier, the same throughout one test
	 */
	protected abstract RemoteTier tier();

	/**
	 * Fills a slot behind the tier's back, for good.
	 * @param key the key
	 * @param bytes what it holds then
	 */
	protected abstract void place(CacheKey key, byte[] bytes);

	public static CacheKey key(String cacheName, String rest) {
		return new CacheKey(cacheName, cacheName + ":" + rest);
	}

	protected static List<CacheKey> keys(String cacheName, int count) {
		return IntStream.range(0, count).mapToObj((i) -> key(cacheName, Integer.toString(i))).toList();
	}

	/**
	 * A lease with a token that no other has, for half a minute.
	 * @param key the key
	 * @return the lease
	 */
	public static Lease lease(CacheKey key) {
		return lease(key, Duration.ofSeconds(30));
	}

	protected static Lease lease(CacheKey key, Duration term) {
		// Bytes that a text would not survive, and both halves other than 0.
		LeaseToken token = new LeaseToken(0xFF00_0D0A_8000_0001L + tokens.incrementAndGet(), -tokens.get());
		return new Lease(key, token, builder(key).lease(token.high(), token.low()).toBytesOfLease(), term);
	}

	protected static EntryBuilder builder(CacheKey key, String... tags) {
		EntryBuilder builder = EntryBuilder.at(Position.NONE).tags(List.of(tags));
		return key.isLong() ? builder.longKey(key.logical()) : builder;
	}

	public static byte[] value(CacheKey key, String text, String... tags) {
		return builder(key, tags).toBytes(new EncodedValue("java.lang.String", text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * What stores a text under a lease.
	 * @param lease the lease
	 * @param text the payload
	 * @param ttl its time to live
	 * @return the write
	 */
	public static EntryWrite entry(Lease lease, String text, TimeToLive ttl) {
		return new EntryWrite(lease.key(), lease.token(), value(lease.key(), text), ttl);
	}

	protected final Lease seized(CacheKey key) {
		Lease lease = lease(key);
		get(tier().seize(lease));
		return lease;
	}

	protected final void write(CacheKey key, String text, String... tags) {
		Lease lease = seized(key);
		if (!get(tier().store(new EntryWrite(key, lease.token(), value(key, text, tags), LONG)))) {
			throw new AssertionError("refused: " + key);
		}
	}

	protected final Optional<String> text(CacheKey key) {
		return text(get(tier().read(key)));
	}

	/**
	 * The payload of an entry.
	 * @param bytes its bytes
	 * @return the payload as text, or empty if there is no value
	 */
	protected static Optional<String> text(Optional<byte[]> bytes) {
		return bytes.flatMap(Entry::parse)
			.filter(Entry::hasValue)
			.map((entry) -> new String(entry.bytes(), entry.payloadOffset(), entry.payloadLength(),
					StandardCharsets.UTF_8));
	}

	public static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("the tier failed: " + ex, ex);
		}
	}

}
