package io.cacheaside.report;

import java.util.Optional;

import io.cacheaside.report.Advice.Setting;

/** Rules on whether a cache is worth what it costs. */
final class WorthRules {

	/** Fewer calls are chance. */
	static final long CALLS = 1_000;

	/** So many loads have to be timed. */
	static final long LOADS = 20;

	/** Smaller values take less than a packet or a few. */
	static final long LARGE_BYTES = 8_192;

	/** Compressed they have to be at most so large. */
	static final double COMPRESSED = 0.5;

	private WorthRules() {
	}

	static Optional<Advice> tooFewCalls(CacheUse use) {
		long calls = use.calls().total();
		return (calls >= CALLS) ? Optional.empty() : Optional.of(new Advice(AdviceRule.TOO_FEW_CALLS, null, null,
				"There were " + calls + " calls. From " + CALLS + " on there is something to say."));
	}

	static Optional<Advice> compress(CacheUse use) {
		double mean = use.keys().sizes().mean();
		if (mean < LARGE_BYTES || use.compressed() > COMPRESSED) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.COMPRESS, use, new Setting("codec.bean", "<name of a ValueCodec>"),
				"Values have " + Texts.bytes((long) mean) + " on average, and would have "
						+ Texts.percent(use.compressed()) + " of that if they were compressed. Name a codec bean "
						+ "that does so, or cache less of each value."));
	}

	static Optional<Advice> switchOff(CacheUse use) {
		CacheUse.Times times = use.times();
		if (times.loads().count() < LOADS || times.overheadNanos() <= use.savedNanos()) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.SWITCH_OFF, use, new Setting("enabled", "false"),
				"Its operations on Redis took " + Texts.seconds(times.overheadNanos()) + ", and its hits have spared "
						+ Texts.seconds(use.savedNanos()) + " of loading: " + use.calls().hits() + " hits, and "
						+ Texts.millis(times.loads().mean()) + " for a load. " + Texts.percent(use.neverReadTwice())
						+ " of the keys were asked for once only."));
	}

}
