package io.cacheaside.report;

import java.time.Duration;
import java.util.Map;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.MissReason;
import io.cacheaside.engine.use.Distribution.Summary;
import io.cacheaside.engine.use.Lives;
import io.cacheaside.engine.use.UsedKeys;

/** Figures of a cache of which no rule has anything to say, and changes of them. */
record CacheUses(CacheUse use) {

	static CacheUses well() {
		return new CacheUses(new CacheUse("user",
				new CacheUse.Setup(true, 1_000, 0, TimeToLive.of(Duration.ofMinutes(10)), TimeToLive.NONE),
				new CacheUse.Calls(900, 50, Map.of(MissReason.COLD, 50L), 50, 0),
				new CacheUse.Times(summary(100, 500_000), summary(50, 20_000_000), 100_000_000),
				new UsedKeys(50, 1, 10, Lives.NONE, summary(50, 500)), new CacheUse.Memory(50, 25_000, null), 0.3));
	}

	static Summary summary(long count, long each) {
		return new Summary(count, count * each, each, each, each);
	}

	CacheUses local(boolean local) {
		return new CacheUses(new CacheUse("user",
				new CacheUse.Setup(local, 1_000, 0, this.use.setup().ttl(), this.use.setup().maxTtl()),
				this.use.calls(), this.use.times(), this.use.keys(), this.use.memory(), this.use.compressed()));
	}

	CacheUses maxTtl(Duration limit) {
		CacheUse.Setup setup = this.use.setup();
		return new CacheUses(new CacheUse(this.use.cache(),
				new CacheUse.Setup(setup.local(), setup.maximumEntries(), setup.maximumSizeBytes(), setup.ttl(),
						TimeToLive.of(limit)),
				this.use.calls(), this.use.times(), this.use.keys(), this.use.memory(), this.use.compressed()));
	}

	/** Values that live for one second, and are read at once. */
	CacheUses brief(long usedMillis) {
		return lives(new Lives(100, 0, 0, 0, 0, 0, summary(100, 1_000), summary(100, usedMillis), Summary.NONE));
	}

	CacheUses named(String name, long maximumSize) {
		return new CacheUses(new CacheUse(name,
				new CacheUse.Setup(true, 1_000, maximumSize, this.use.setup().ttl(), this.use.setup().maxTtl()),
				this.use.calls(), this.use.times(), this.use.keys(), this.use.memory(), this.use.compressed()));
	}

	CacheUses calls(long local, long remote, long cold, long invalidated) {
		return calls(new CacheUse.Calls(local, remote,
				Map.of(MissReason.COLD, cold, MissReason.INVALIDATED, invalidated), cold + invalidated, 0));
	}

	CacheUses localEvictions(long evictions) {
		CacheUse.Calls calls = this.use.calls();
		return calls(
				new CacheUse.Calls(calls.localHits(), calls.remoteHits(), calls.misses(), calls.stores(), evictions));
	}

	private CacheUses calls(CacheUse.Calls calls) {
		return new CacheUses(new CacheUse(this.use.cache(), this.use.setup(), calls, this.use.times(), this.use.keys(),
				this.use.memory(), this.use.compressed()));
	}

	CacheUses times(long loads, long loadNanos, long overheadNanos) {
		return new CacheUses(new CacheUse(this.use.cache(), this.use.setup(), this.use.calls(),
				new CacheUse.Times(this.use.times().reads(), summary(loads, loadNanos), overheadNanos), this.use.keys(),
				this.use.memory(), this.use.compressed()));
	}

	CacheUses once(long once) {
		UsedKeys keys = this.use.keys();
		return keys(new UsedKeys(keys.keys(), keys.oneIn(), once, keys.lives(), keys.sizes()));
	}

	CacheUses sizes(long each, double compressed) {
		UsedKeys keys = this.use.keys();
		return new CacheUses(new CacheUse(this.use.cache(), this.use.setup(), this.use.calls(), this.use.times(),
				new UsedKeys(keys.keys(), keys.oneIn(), keys.once(), keys.lives(), summary(50, each)),
				this.use.memory(), compressed));
	}

	/** Values that live for ten minutes, expire, and are loaded again after twelve. */
	CacheUses comingAgain(long returned, long unchanged, long invalidated) {
		return lives(new Lives(returned, 0, returned, returned, unchanged, invalidated, summary(returned, 600_000),
				summary(returned, 590_000), summary(returned, 720_000)));
	}

	/** Values that live for ten minutes, expire, and are not asked for any more. */
	CacheUses doneWith(long read, long unread, long usedMillis) {
		return lives(new Lives(read + unread, unread, 0, 0, 0, 0, summary(read + unread, 600_000),
				summary(read, usedMillis), Summary.NONE));
	}

	private CacheUses lives(Lives lives) {
		UsedKeys keys = this.use.keys();
		return keys(new UsedKeys(keys.keys(), keys.oneIn(), keys.once(), lives, keys.sizes()));
	}

	private CacheUses keys(UsedKeys keys) {
		return new CacheUses(new CacheUse(this.use.cache(), this.use.setup(), this.use.calls(), this.use.times(), keys,
				this.use.memory(), this.use.compressed()));
	}

}
