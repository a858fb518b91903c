package io.cacheaside.report;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.use.Distribution;

/** How long what one cache does takes. Safe for use by many threads. */
final class CacheTimes {

	private final Distribution reads = new Distribution();

	private final Distribution loads = new Distribution();

	private final LongAdder overheadNanos = new LongAdder();

	void operationEnded(CacheOperation operation, Duration duration) {
		this.overheadNanos.add(duration.toNanos());
		if (operation == CacheOperation.GET) {
			this.reads.add(duration.toNanos());
		}
	}

	void loadEnded(Duration duration) {
		this.loads.add(duration.toNanos());
	}

	CacheUse.Times soFar() {
		return new CacheUse.Times(this.reads.summary(), this.loads.summary(), this.overheadNanos.sum());
	}

}
