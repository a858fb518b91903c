package io.cacheaside.redis;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.cacheaside.engine.SweepReport;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the strings of one master under the prefix: a page of keys, the sweep of
 * their slots, the pause, the next page. Used once.
 */
final class MasterWalk {

	private final CompletableFuture<SweepReport> result = new CompletableFuture<>();

	private final StatefulRedisConnection<byte[], byte[]> master;

	private final SlotSweep sweep;

	private final RedisKeys keys;

	private final BatchSettings settings;

	private final Executor executor;

	private final ScanArgs scan;

	private long examined;

	private long removed;

	MasterWalk(StatefulRedisConnection<byte[], byte[]> master, SlotSweep sweep, RedisKeys keys, BatchSettings settings,
			Executor executor) {
		this.master = master;
		this.sweep = sweep;
		this.keys = keys;
		this.settings = settings;
		this.executor = executor;
		this.scan = new KeyScanArgs().type("string").match(keys.match("*")).limit(settings.size());
	}

	/**
	 * Walks.
	 * @return what was met and removed
	 */
	CompletableFuture<SweepReport> run() {
		page(ScanCursor.INITIAL);
		return this.result;
	}

	private void page(ScanCursor cursor) {
		if (!this.master.isOpen()) {
			this.result.completeExceptionally(new NotConnectedException());
			return;
		}
		if (this.sweep.isOver()) {
			this.result.completeExceptionally(new CancellationException("the sweep is over before its end"));
			return;
		}
		Replies.within(this.master.async().scan(cursor, this.scan).toCompletableFuture(), this.settings.timeout())
			.thenComposeAsync(this::sweep, this.executor)
			.whenCompleteAsync(this::next, this.executor);
	}

	private CompletableFuture<KeyScanCursor<byte[]>> sweep(KeyScanCursor<byte[]> page) {
		List<SlotSweep.Slot> slots = page.getKeys().stream().filter(this.keys::owns).map(this::slot).toList();
		return this.sweep.run(slots).thenCompose((report) -> {
			this.examined += report.examined();
			this.removed += report.removed();
			return this.settings.pause().after(slots.size());
		}).thenApply((paused) -> page);
	}

	private SlotSweep.Slot slot(byte[] name) {
		String storageName = this.keys.storageName(name);
		return new SlotSweep.Slot(name, storageName, RedisKeys.isHashed(storageName));
	}

	private void next(@Nullable KeyScanCursor<byte[]> page, @Nullable Throwable failure) {
		if (page == null) {
			this.result.completeExceptionally((failure != null) ? failure : new IllegalStateException("no page"));
		}
		else if (page.isFinished()) {
			this.result.complete(new SweepReport(this.examined, this.removed));
		}
		else {
			page(page);
		}
	}

}
