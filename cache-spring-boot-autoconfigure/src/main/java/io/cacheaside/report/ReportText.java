package io.cacheaside.report;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.cacheaside.report.CacheReport.KeyLives;
import io.cacheaside.report.CacheReport.Loads;
import io.cacheaside.report.CacheReport.Memory;
import io.cacheaside.report.CacheReport.Reads;

/** Reports as Markdown: what to change first, then the figures of each cache. */
public final class ReportText {

	private ReportText() {
	}

	/**
	 * Writes reports.
	 * @param reports the reports
	 * @return Markdown
	 */
	public static String of(List<CacheReport> reports) {
		String caches = reports.stream().map(ReportText::of).collect(Collectors.joining("\n"));
		return "# Caches of this node\n\nSince each cache was created, as far as this node has seen.\n\n"
				+ (reports.isEmpty() ? "There are none.\n" : caches);
	}

	private static String of(CacheReport report) {
		StringBuilder text = new StringBuilder();
		text.append("## ").append(escaped(report.cache())).append("\n\n");
		if (report.advice().isEmpty()) {
			text.append("Nothing to change.\n");
		}
		report.advice().forEach((advice) -> text.append(line(advice)));
		text.append("\n| | |\n|---|---|\n");
		reads(text, report.reads());
		loads(text, report.loads());
		memory(text, report.memory());
		lives(text, report.lives());
		return text.toString();
	}

	private static String line(Advice advice) {
		if (advice.property() == null) {
			return "- " + advice.text() + "\n";
		}
		return "- **`" + advice.property() + ": " + advice.value() + "`** " + advice.text() + "\n";
	}

	private static void reads(StringBuilder text, Reads reads) {
		row(text, "calls", Long.toString(reads.calls()));
		row(text, "hit rate", Texts.percent(reads.hitRate()) + ": local " + Texts.percent(reads.localHitRate())
				+ ", Redis " + Texts.percent(reads.remoteHitRate()));
		row(text, "misses",
				reads.misses()
					.entrySet()
					.stream()
					.filter((reason) -> reason.getValue() > 0)
					.map((reason) -> reason.getKey() + " " + reason.getValue())
					.collect(Collectors.joining(", ")));
		row(text, "read from Redis", latency(reads.remoteReadMeanMillis(), reads.remoteReadP95Millis()));
	}

	private static void loads(StringBuilder text, Loads loads) {
		row(text, "load", latency(loads.meanMillis(), loads.p95Millis()) + ", " + loads.timed() + " timed");
		row(text, "saved", loads.callsSaved() + " calls of the source, " + Texts.seconds(loads.savedMillis() * 1e6));
		row(text, "spent on Redis", Texts.seconds(loads.overheadMillis() * 1e6));
	}

	private static void memory(StringBuilder text, Memory memory) {
		row(text, "in this process", memory.localEntries() + " entries, about " + Texts.bytes(memory.localBytes()));
		row(text, "in Redis", bytes(memory.remoteBytes()));
		row(text, "values",
				"mean " + Texts.bytes((long) memory.valueMeanBytes()) + ", 95 % up to "
						+ Texts.bytes(memory.valueP95Bytes()) + ", largest " + Texts.bytes(memory.valueLargestBytes())
						+ ", compressed to " + Texts.percent(memory.compressedShare()));
	}

	private static void lives(StringBuilder text, KeyLives lives) {
		row(text, "keys", lives.keys() + " in the sample, 1 of " + lives.oneIn() + "; never read twice "
				+ Texts.percent(lives.neverReadTwice()));
		row(text, "time to live",
				lives.ttl() + "; expired " + lives.expired() + ", unread " + lives.unread() + ", came again "
						+ lives.returned() + ", unchanged " + lives.unchanged() + " of " + lives.compared()
						+ ", invalidated " + lives.invalidated());
		row(text, "read for the last time", "95 % within " + Texts.time(lives.usedP95Millis()) + " of their store");
	}

	private static void row(StringBuilder text, String name, String value) {
		text.append("| ").append(name).append(" | ").append(value.isEmpty() ? "none" : value).append(" |\n");
	}

	private static String latency(double meanMillis, double p95Millis) {
		return "mean " + Texts.millis(meanMillis * 1e6) + ", 95 % up to " + Texts.millis(p95Millis * 1e6);
	}

	private static String bytes(@Nullable Long bytes) {
		return (bytes != null) ? "about " + Texts.bytes(bytes) : "not known";
	}

	/** Names are the user's; a heading must not become anything else by them. */
	private static String escaped(String name) {
		return name.replaceAll("([\\\\`*_{}\\[\\]<>#|])", "\\\\$1").replaceAll("\\R", " ");
	}

}
