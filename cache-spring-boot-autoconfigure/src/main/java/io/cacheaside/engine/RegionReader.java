package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * The remote reads of one cache. Nothing here fails because of the remote tier, and
 * nothing is counted but what went wrong.
 * <ol>
 * <li>While this node is not current, the log is caught up with before the remote tier is
 * read. While an invalidation of this node is undelivered, it is not read at all.</li>
 * <li>A remote entry is a hit if its header can be read, is for this key and of this
 * epoch, and no marker that matches is newer. One that is newer than the end of the log
 * tells that the log lost entries, and is a miss.</li>
 * <li>A hit whose time is over is a miss, with the value as what may stand in.</li>
 * <li>A hit that was invalidated softly is due. Within a loader it is a miss, whose value
 * stays but does not stand in: what is built from it would be no newer.</li>
 * <li>A remote hit fills the local tier with the version and the count of drops from
 * before it was read. So whatever arrived meanwhile makes the next reader check, and
 * whatever was dropped meanwhile makes it miss.</li>
 * </ol>
 */
final class RegionReader {

	private final RegionParts parts;

	private final MarkerIndex index;

	private final LocalFills fills;

	private final LoadFrames frames;

	private final BooleanSupplier remoteTrusted;

	private final WaitingWrites waiting;

	private final Prefetched prefetched;

	RegionReader(RegionParts parts, LocalFills fills, LoadFrames frames, BooleanSupplier remoteTrusted) {
		this.frames = frames;
		this.parts = parts;
		this.index = parts.coherence().index();
		this.fills = fills;
		this.remoteTrusted = remoteTrusted;
		this.waiting = new WaitingWrites(parts);
		this.prefetched = new Prefetched(parts);
	}

	/**
	 * What was read ahead of the remote tier, else what it has.
	 */
	CompletionStage<Reply> first(CacheKey key) {
		Reply ahead = this.prefetched.take(key);
		return (ahead != null && !mustBypass(key)) ? CompletableFuture.completedFuture(ahead) : remote(key);
	}

	/**
	 * Keeps what the remote tier has until somebody asks for it, up to a number of bytes.
	 * @return how many bytes are left of that number
	 */
	CompletionStage<Long> prefetch(List<CacheKey> keys, long maximumBytes) {
		return remote(keys).thenApply((replies) -> {
			long left = maximumBytes;
			for (int i = 0; i < keys.size() && left > 0; i++) {
				left -= this.prefetched.add(keys.get(i), replies.get(i));
			}
			return Math.max(0, left);
		});
	}

	/**
	 * What the remote tier has. What it means is found out on the thread that waits for
	 * it.
	 */
	CompletionStage<Reply> remote(CacheKey key) {
		if (mustBypass(key)) {
			return CompletableFuture.completedFuture(Reply.NONE);
		}
		RemoteOperations.Announced get = this.parts.observer().announce(CacheOperation.GET);
		return current().thenCompose((done) -> {
			LoadStart before = this.parts.coherence().capture();
			return get.run(() -> this.parts.ports().remote().read(key))
				.thenCompose((slot) -> knownUpTo(slot)
					.thenApply((known) -> new Reply(true, slot, before, CacheLayer.REMOTE)));
		}).exceptionally((failure) -> {
			this.parts.observer().failed(CacheOperation.GET, failure);
			return Reply.NONE;
		});
	}

	/**
	 * An entry may be ahead of what this node has applied; then that is caught up with,
	 * so that an entry that is ahead of the log itself can be told.
	 */
	private CompletionStage<Boolean> knownUpTo(Optional<byte[]> slot) {
		boolean ahead = slot.flatMap(Entry::parse)
			.filter((entry) -> this.parts.coherence().isAhead(entry.position()))
			.isPresent();
		return ahead ? this.parts.coherence().follower().catchUp().handle((done, failure) -> failure == null)
				: CompletableFuture.completedFuture(true);
	}

	/**
	 * What the remote tier has for several keys.
	 */
	CompletionStage<List<Reply>> remote(List<CacheKey> keys) {
		if (keys.isEmpty() || keys.stream().allMatch(this::mustBypass)) {
			return CompletableFuture.completedFuture(keys.stream().map((key) -> Reply.NONE).toList());
		}
		RemoteOperations.Announced get = this.parts.observer().announce(CacheOperation.GET_ALL);
		return current().thenCompose((done) -> {
			LoadStart before = this.parts.coherence().capture();
			return get.run(() -> this.parts.ports().remote().readAll(keys))
				.thenApply((slots) -> replies(keys, slots, before));
		}).exceptionally((failure) -> {
			this.parts.observer().failed(CacheOperation.GET_ALL, failure);
			return keys.stream().map((key) -> Reply.NONE).toList();
		});
	}

	private List<Reply> replies(List<CacheKey> keys, List<Optional<byte[]>> slots, LoadStart before) {
		List<Reply> replies = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			replies
				.add(mustBypass(keys.get(i)) ? Reply.NONE : new Reply(true, slots.get(i), before, CacheLayer.REMOTE));
		}
		return replies;
	}

	private boolean mustBypass(CacheKey key) {
		return !this.remoteTrusted.getAsBoolean()
				|| this.parts.coherence().transactions().hides(Coherence.subject(key));
	}

	private CompletionStage<Void> current() {
		Coherence coherence = this.parts.coherence();
		return coherence.follower().trustsRemote(coherence.nanoClock().getAsLong())
				? CompletableFuture.completedFuture(null)
				: this.parts.ports().remote().preceded(coherence.follower()::catchUp);
	}

	/**
	 * Whether a slot is leased to a load whose value may still be of use.
	 */
	boolean isLeased(CacheKey key, Reply reply) {
		return reply.slot()
			.flatMap(Entry::parse)
			.filter((entry) -> isLeased(key, entry))
			.filter((entry) -> !isOutdated(new Subject(key.logical(), entry.tags()), entry, reply))
			.filter((entry) -> EntryCodec.isOf(key, entry))
			.isPresent();
	}

	/** A value in time may be used although somebody loads it anew. */
	private boolean isLeased(CacheKey key, Entry entry) {
		if (!entry.hasValue()) {
			return true;
		}
		Timing timing = timing(key, entry, false);
		return timing.over() && timing.leased() && !timing.resting();
	}

	private boolean isOutdated(Subject subject, Entry entry, Reply reply) {
		return this.index.isStale(subject, entry.position()) || this.parts.coherence().isAhead(entry.position())
				|| this.index.drops() != reply.before().drops();
	}

	/**
	 * What a reply means, and the local tier filled if it is a hit. If it is none, the
	 * writes that wait are asked, and that is waited for.
	 */
	Found interpret(Due wanted, Reply reply) {
		return this.waiting.over(wanted.key(), wanted.type(), meaning(wanted, reply)).get();
	}

	/**
	 * What replies mean, as {@link #interpret}; the writes that wait are asked for all of
	 * them before the first answer is waited for.
	 */
	List<Found> interpretAll(List<CacheKey> keys, Type type, List<Reply> replies) {
		List<Supplier<Found>> all = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			CacheKey key = keys.get(i);
			all.add(this.waiting.over(key, type, meaning(new Due(key, key, type), replies.get(i))));
		}
		return all.stream().map(Supplier::get).toList();
	}

	/**
	 * The writes that wait for their source.
	 */
	WaitingWrites waiting() {
		return this.waiting;
	}

	private Found meaning(Due wanted, Reply reply) {
		CacheKey key = wanted.key();
		if (!reply.known()) {
			return new Found(Lookup.BYPASS, Coherence.subject(key));
		}
		if (reply.slot().isEmpty()) {
			return new Found(new Lookup.Miss(null, false, null, absent(key)), Coherence.subject(key));
		}
		byte[] bytes = reply.slot().get();
		Optional<Entry> header = this.parts.entries().header(key, bytes, this.parts.observer());
		if (header.isEmpty()) {
			return miss(key, bytes, Entry.parse(bytes).isEmpty() ? MissReason.UNDECODABLE : MissReason.COLD);
		}
		Entry entry = header.get();
		Subject subject = new Subject(key.logical(), entry.tags());
		boolean stale = isOutdated(subject, entry, reply);
		if (!entry.hasValue()) {
			// A lease older than an invalidation is of a load whose value is of no use.
			return stale ? miss(key, bytes, outdated(subject, entry))
					: new Found(new Lookup.Miss(null, true, null, absent(key)), subject);
		}
		if (this.parts.coherence().transactions().hides(subject)) {
			return new Found(Lookup.BYPASS, subject);
		}
		if (stale) {
			return miss(key, bytes, outdated(subject, entry));
		}
		Optional<Lookup.Hit> hit = this.parts.entries()
			.decode(key, entry, wanted.type(), this.parts.observer())
			.map((decoded) -> new Lookup.Hit(decoded.value(), reply.layer()));
		if (hit.isEmpty()) {
			return miss(key, bytes, MissReason.UNDECODABLE);
		}
		boolean softly = this.index.isDue(subject, entry.position());
		Timing timing = timing(key, entry, softly);
		if (timing.over() || (softly && (wanted.missing() || this.frames.isLoading()))) {
			Lookup.Hit beside = (timing.standsIn() || !timing.over()) ? hit.get() : null;
			MissReason reason = timing.over() ? MissReason.EXPIRED : MissReason.INVALIDATED;
			return new Found(new Lookup.Miss(bytes, timing.leased() && !timing.resting(), beside, reason), subject,
					timing, bytes);
		}
		this.fills.fromRemote(wanted.localKey(), wanted.type(), entry,
				new Filled(hit.get().value(), subject, reply.before()));
		return new Found(hit.get(), subject, timing, bytes);
	}

	private Timing timing(CacheKey key, Entry entry, boolean softly) {
		return Timing.isNeeded(entry, softly) ? Timing.of(entry, this.parts.ports().remote().serverMillis(key),
				this.parts.settings().freshness(), softly) : Timing.IN_TIME;
	}

	private static Found miss(CacheKey key, byte[] replaceable, MissReason reason) {
		return new Found(new Lookup.Miss(replaceable, false, null, reason), Coherence.subject(key));
	}

	/** Why there is no value: the slot itself does not tell. */
	private MissReason absent(CacheKey key) {
		if (this.parts.expired().take(key.logical())) {
			return MissReason.EXPIRED;
		}
		return this.index.isMarked(Coherence.subject(key)) ? MissReason.INVALIDATED : MissReason.COLD;
	}

	private MissReason outdated(Subject subject, Entry entry) {
		boolean comparable = entry.position().epoch() == this.index.epoch();
		return (comparable && this.index.isStale(subject, entry.position())) ? MissReason.INVALIDATED
				: MissReason.STALE;
	}

	/**
	 * What the remote tier answered.
	 *
	 * @param known whether it was asked and has answered
	 * @param slot what is there
	 * @param before what was known before it was asked
	 * @param layer where it comes from for those who ask now
	 */
	record Reply(boolean known, Optional<byte[]> slot, LoadStart before, CacheLayer layer) {

		static final Reply NONE = new Reply(false, Optional.empty(), LoadStart.UNKNOWN, CacheLayer.REMOTE);

		/** The same, now that it is in this process. */
		Reply here() {
			return new Reply(this.known, this.slot, this.before, CacheLayer.LOCAL);
		}

	}

	/**
	 * What a read gave.
	 *
	 * @param lookup what was found
	 * @param subject what markers are compared with, with the tags if they are known
	 * @param timing how the value that is there stands to its time
	 * @param slot the bytes of the value that is there, {@code null} if there is none
	 */
	record Found(Lookup lookup, Subject subject, Timing timing, byte @Nullable [] slot) {

		Found(Lookup lookup, Subject subject) {
			this(lookup, subject, Timing.IN_TIME, null);
		}

	}

	/**
	 * A value on its way into the local tier.
	 *
	 * @param value the value, possibly {@code null}
	 * @param subject what markers are compared with
	 * @param before what was known before it was read or loaded
	 */
	record Filled(@Nullable Object value, Subject subject, LoadStart before) {
	}

}
