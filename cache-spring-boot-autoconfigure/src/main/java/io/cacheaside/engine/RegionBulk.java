package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.cacheaside.codec.Entry;
import io.cacheaside.engine.EntryCodec.EncodedEntry;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.key.CacheKey;

/**
 * Stores of many values of one cache at once, whose source was read before it is known
 * which slots are free.
 * <ol>
 * <li>What the log says was captured before the source was read. A node that is not
 * current catches up with the log first, so that it knows of every marker that was
 * dropped meanwhile.</li>
 * <li>A value is stored only if nothing that matches it was invalidated since the
 * capture, no marker was dropped meanwhile, and the capture is not too old.</li>
 * <li>It is stored in one step, if the slot still is as it was seen, and until a time by
 * the clock of the slot's server: not later than {@link #TERM} from now, nor than a load
 * of that capture may be stored at all. So it is in the slot before any marker is dropped
 * that would reject it. While that clock is not known, the slots are leased first.</li>
 * </ol>
 * Safe for use by many threads. Everything fails if the remote tier does.
 */
public final class RegionBulk {

	/** As long as the answer to a batch may take. */
	static final Duration TERM = Duration.ofSeconds(10);

	/** Each is three commands on one connection, and others want it, too. */
	private static final int PUTS_AT_ONCE = 50;

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionWriter writer;

	RegionBulk(RegionParts parts, RegionReader reader, RegionWriter writer) {
		this.parts = parts;
		this.reader = reader;
		this.writer = writer;
	}

	/**
	 * Stores values of which there is none yet, pipelined.
	 * @param values the values
	 * @param type their declared type
	 * @param start what was captured before they were read from their source
	 * @return how many were stored; fails if the remote tier does
	 */
	public CompletionStage<Long> putAllIfAbsent(List<KeyedValue> values, Type type, LoadStart start) {
		if (!this.parts.settings().enabled()) {
			return CompletableFuture.completedFuture(0L);
		}
		return whenCurrent(values, start,
				(complete) -> storeAll(encoded(complete, type, start).values(), Map.of(), start));
	}

	/**
	 * Stores values in place of what there is, pipelined. A value that is the same as the
	 * one in the remote tier only begins its time anew. One that differs is put, so that
	 * no other node goes on with the older one. What is being loaded is left alone.
	 * @param values the values
	 * @param type their declared type
	 * @param start what was captured before they were read from their source
	 * @return how many were stored; fails if the remote tier does
	 */
	public CompletionStage<Long> replaceAll(List<KeyedValue> values, Type type, LoadStart start) {
		if (!this.parts.settings().enabled()) {
			return CompletableFuture.completedFuture(0L);
		}
		return whenCurrent(values, start, (complete) -> {
			Map<CacheKey, EncodedEntry> encoded = encoded(complete, type, start);
			List<CacheKey> keys = List.copyOf(encoded.keySet());
			return this.reader.remote(keys)
				.thenComposeAsync(
						(replies) -> replace(new Replacement(byKey(values), type, start), encoded.values(), replies),
						this.parts.ports().executor());
		});
	}

	/**
	 * The entries of the local tier that were asked for most.
	 * @param limit how many at most
	 * @return their keys, each once
	 */
	public List<CacheKey> hottest(int limit) {
		String cacheName = this.parts.settings().name();
		return this.parts.local()
			.hottest(limit)
			.stream()
			.map((entry) -> new CacheKey(cacheName, entry.subject().logicalKey()))
			.distinct()
			.toList();
	}

	/**
	 * Reads entries ahead from the remote tier, so that whoever asks for one first has it
	 * as a hit in this process. Nothing is loaded. Where the cache has no local tier,
	 * nothing is done.
	 * @param keys the keys
	 * @param maximumBytes how many bytes of entries to keep at most
	 * @return how many bytes are left of that number; never fails
	 */
	public CompletionStage<Long> prefetch(List<CacheKey> keys, long maximumBytes) {
		return (this.parts.settings().enabled() && this.parts.settings().local().enabled())
				? this.reader.prefetch(keys, maximumBytes) : CompletableFuture.completedFuture(maximumBytes);
	}

	private CompletionStage<Long> replace(Replacement replacement, Collection<EncodedEntry> encoded,
			List<Reply> replies) {
		Map<CacheKey, byte[]> seen = new HashMap<>();
		List<EncodedEntry> stored = new ArrayList<>();
		List<CacheKey> changed = new ArrayList<>();
		Iterator<Reply> next = replies.iterator();
		for (EncodedEntry entry : encoded) {
			Reply reply = next.next();
			if (!reply.known()) {
				return CompletableFuture
					.failedFuture(new RemoteTierDisconnectedException("what is to be replaced could not be read"));
			}
			reply.slot().ifPresent((bytes) -> seen.put(entry.key(), bytes));
			Optional<Entry> there = reply.slot().flatMap(Entry::parse);
			if (there.filter(Entry::isLeased).filter((held) -> !isOver(entry.key(), held)).isPresent()) {
				// Somebody loads it, and has read the source later than this.
				continue;
			}
			if (there.filter((held) -> held.hasValue() && !isSame(entry, held)).isPresent()) {
				changed.add(entry.key());
			}
			else if (there.map(Entry::hasValue).orElse(true)) {
				stored.add(entry);
			}
		}
		return storeAll(stored, seen, replacement.start())
			.thenCompose((count) -> putAll(replacement, changed).thenApply((done) -> count + changed.size()));
	}

	/** Whether a lease is one beside a value, and over for certain or a rest. */
	private boolean isOver(CacheKey key, Entry leased) {
		OptionalLong now = this.parts.ports().remote().serverMillis(key);
		return leased.hasValue() && (leased.isResting() || (now.isPresent() && now.getAsLong() >= leased.refreshAt()));
	}

	private static boolean isSame(EncodedEntry encoded, Entry there) {
		Entry entry = Entry.parse(encoded.bytes()).orElseThrow();
		return entry.isNullValue() == there.isNullValue() && entry.typeName().equals(there.typeName())
				&& entry.tags().equals(there.tags()) && Arrays.equals(entry.bytes(), entry.payloadOffset(),
						entry.bytes().length, there.bytes(), there.payloadOffset(), there.bytes().length);
	}

	private CompletionStage<Void> putAll(Replacement replacement, List<CacheKey> changed) {
		if (changed.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		int some = Math.min(PUTS_AT_ONCE, changed.size());
		CompletableFuture<?>[] puts = changed.subList(0, some).stream().map((key) -> {
			KeyedValue value = replacement.value(key);
			return this.writer
				.put(PendingPut.of(key, replacement.start()), value.value(),
						EntryPolicy.of(replacement.type(), value.options()))
				.toCompletableFuture();
		}).toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(puts)
			.thenComposeAsync((done) -> putAll(replacement, changed.subList(some, changed.size())),
					this.parts.ports().executor());
	}

	/** With those values that lack no write, once this node is current. */
	private CompletionStage<Long> whenCurrent(List<KeyedValue> values, LoadStart start,
			Function<List<KeyedValue>, CompletionStage<Long>> action) {
		Coherence coherence = this.parts.coherence();
		CompletionStage<Void> current = coherence.follower().trustsRemote(coherence.nanoClock().getAsLong())
				? CompletableFuture.completedFuture(null)
				: this.parts.ports().remote().preceded(coherence.follower()::catchUp);
		CompletableFuture<List<KeyedValue>> complete = current
			.thenCompose((done) -> this.reader.waiting().complete(values, start))
			.toCompletableFuture();
		// Threads of the driver have better things to do than to encode.
		return complete.isDone() ? complete.thenCompose(action)
				: complete.thenComposeAsync(action, this.parts.ports().executor());
	}

	private CompletionStage<Long> storeAll(Collection<EncodedEntry> entries, Map<CacheKey, byte[]> seen,
			LoadStart start) {
		RemoteTier remote = this.parts.ports().remote();
		long rest = this.parts.coherence().restMillis(start);
		List<UnleasedWrite> writes = new ArrayList<>(entries.size());
		List<EncodedEntry> leased = new ArrayList<>();
		for (EncodedEntry entry : entries) {
			OptionalLong now = remote.serverMillis(entry.key());
			byte[] held = seen.get(entry.key());
			if (now.isPresent()) {
				writes.add(entry.inPlaceOf(held, now.getAsLong(), Math.min(TERM.toMillis(), rest)));
			}
			else if (held == null) {
				leased.add(entry);
			}
		}
		if (writes.isEmpty() && leased.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		return this.parts.observer()
			.timed(CacheOperation.PUT,
					() -> remote.storeUnleased(writes).thenCombine(storeLeased(leased, start), Long::sum))
			.thenApply((stored) -> {
				this.parts.observer().statistics.puts.add(stored);
				return stored;
			});
	}

	private CompletionStage<Long> storeLeased(List<EncodedEntry> entries, LoadStart start) {
		if (entries.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		RemoteTier remote = this.parts.ports().remote();
		List<Lease> leases = entries.stream()
			.map((entry) -> this.parts.entries().lease(entry.key(), start, LeaseRenewal.TERM))
			.toList();
		return remote.leaseAll(leases)
			.thenCompose((held) -> remote.storeAll(IntStream.range(0, leases.size())
				.filter((i) -> held.get(i) && this.parts.coherence().mayKeep(entries.get(i).subject(), start))
				.mapToObj((i) -> entries.get(i).under(leases.get(i)))
				.toList()));
	}

	private Map<CacheKey, EncodedEntry> encoded(List<KeyedValue> values, Type type, LoadStart start) {
		Map<CacheKey, EncodedEntry> encoded = new LinkedHashMap<>();
		for (KeyedValue value : values) {
			encode(value, type, start).ifPresent((entry) -> encoded.putIfAbsent(entry.key(), entry));
		}
		return encoded;
	}

	private Optional<EncodedEntry> encode(KeyedValue value, Type type, LoadStart start) {
		EntryPolicy policy = EntryPolicy.of(type, value.options());
		LoadStamp stamp = new LoadStamp(start.position(), Duration.ZERO);
		return this.parts.entries()
			.encode(value.key(), value.value(), new EntryCodec.ValueTraits(policy, value.options(), stamp, Set.of()),
					this.parts.observer())
			.filter((entry) -> this.parts.coherence().mayKeep(entry.subject(), start));
	}

	private static Map<CacheKey, KeyedValue> byKey(List<KeyedValue> values) {
		Map<CacheKey, KeyedValue> byKey = new HashMap<>();
		values.forEach((value) -> byKey.putIfAbsent(value.key(), value));
		return byKey;
	}

	private record Replacement(Map<CacheKey, KeyedValue> values, Type type, LoadStart start) {

		KeyedValue value(CacheKey key) {
			return Objects.requireNonNull(this.values.get(key));
		}

	}

}
