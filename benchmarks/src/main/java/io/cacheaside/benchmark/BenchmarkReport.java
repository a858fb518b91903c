package io.cacheaside.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs everything and prints the tables of the module's README. Takes JMH's options, to
 * make runs shorter or longer than the annotations say.
 */
public final class BenchmarkReport {

	private static final String FLOOR = "floor";

	private final CommandLineOptions options;

	private BenchmarkReport(CommandLineOptions options) {
		this.options = options;
	}

	/**
	 * Runs everything.
	 * @param arguments options of JMH
	 * @throws CommandLineOptionException if an option is none that JMH knows
	 * @throws RunnerException if a benchmark failed
	 */
	public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
		BenchmarkReport report = new BenchmarkReport(new CommandLineOptions(arguments));
		List<String> tables = new ArrayList<>();
		report.show("Bytes: " + new CodecBenchmark().sizes() + '\n', tables);
		report.show(report.hits(1), tables);
		report.show(report.hits(16), tables);
		report.show(report.costs(KeyAndProxyBenchmark.class), tables);
		report.show(report.costs(CodecBenchmark.class), tables);
		report.show(WarmupLoad.measure(), tables);
		System.out.println("\n" + String.join("\n", tables));
	}

	/** Shows a table at once, in case the run is cut short. */
	private void show(String table, List<String> tables) {
		System.out.println("\n" + table);
		tables.add(table);
	}

	/**
	 * Hits per second as a ratio to the floor. The floor is measured before and after the
	 * rest, and counts as the mean of both; how far they lie apart is how far the machine
	 * can be trusted.
	 */
	private String hits(int threads) throws RunnerException {
		String floorOnly = "RemoteHitBenchmark\\." + FLOOR + "$";
		List<RunResult> results = new ArrayList<>(run(hitOptions(threads).include(floorOnly)));
		double before = score(results.get(0));
		results.addAll(run(hitOptions(threads).include("RemoteHitBenchmark").exclude(floorOnly)));
		RunResult again = run(hitOptions(threads).include(floorOnly)).iterator().next();
		results.add(again);
		double floor = (before + score(again)) / 2;
		StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
				"| hit in Redis, threads: %d | hits/s | error | ratio |%n|---|---:|---:|---:|%n", threads));
		for (RunResult result : results) {
			table.append(String.format(Locale.ROOT, "| %s | %,.0f | %s | %.2f |%n", label(result), score(result),
					error(result), score(result) / floor));
		}
		return table.toString();
	}

	private ChainedOptionsBuilder hitOptions(int threads) {
		return options().threads(threads);
	}

	private String costs(Class<?> benchmark) throws RunnerException {
		StringBuilder table = new StringBuilder(
				"| " + benchmark.getSimpleName() + " | ns | error | bytes |\n|---|---:|---:|---:|\n");
		for (RunResult result : run(options().include(benchmark.getSimpleName()).addProfiler(GCProfiler.class))) {
			table.append(String.format(Locale.ROOT, "| %s | %,.1f | %s | %s |%n", label(result), score(result),
					error(result), allocated(result)));
		}
		return table.toString();
	}

	private ChainedOptionsBuilder options() {
		return new OptionsBuilder().parent(this.options).shouldFailOnError(true).verbosity(VerboseMode.NORMAL);
	}

	private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
		return new Runner(options.build()).run();
	}

	private static String label(RunResult result) {
		return result.getPrimaryResult().getLabel();
	}

	private static double score(RunResult result) {
		return result.getPrimaryResult().getScore();
	}

	/** Half of the 99.9 % confidence interval, as a share of the score. */
	private static String error(RunResult result) {
		double error = result.getPrimaryResult().getScoreError() / score(result);
		return Double.isNaN(error) ? "?" : String.format(Locale.ROOT, "±%.0f %%", error * 100);
	}

	private static String allocated(RunResult result) {
		Result<?> norm = result.getSecondaryResults().get("gc.alloc.rate.norm");
		return (norm != null) ? String.format(Locale.ROOT, "%,.0f", norm.getScore()) : "?";
	}

}
