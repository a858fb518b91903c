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
 * Runs everything and prints the tables of the module's README, with the goals that they
 * are held against. Takes JMH's options, to make runs shorter or longer than the
 * annotations say; the load programs take none.
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
		report.show(report.localHits(), tables);
		report.show(report.hits(1), tables);
		report.show(report.hits(16), tables);
		report.show(report.costs(KeyAndProxyBenchmark.class), tables);
		report.show(report.costs(CodecBenchmark.class), tables);
		report.show(WarmupLoad.measure(), tables);
		report.show(RemoteCallersBenchmark.measure(), tables);
		report.show(StampedeBenchmark.measure(), tables);
		report.show(InvalidationBenchmark.measure(), tables);
		report.show(SweepBenchmark.measure(), tables);
		report.show(PropagationBenchmark.measure(), tables);
		report.show(OutageBenchmark.measure(), tables);
		report.show(TailBenchmark.measure(), tables);
		report.show(MarkerBenchmark.measure(), tables);
		report.show(HotKeysBenchmark.measure(), tables);
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

	/**
	 * The cost of a local hit as a ratio to the floor, which is measured before and after
	 * the rest.
	 */
	private String localHits() throws RunnerException {
		String floorOnly = "LocalHitBenchmark\\." + FLOOR + "$";
		List<RunResult> results = new ArrayList<>(run(costOptions().include(floorOnly)));
		results.addAll(run(costOptions().include("LocalHitBenchmark").exclude(floorOnly)));
		results.addAll(run(costOptions().include(floorOnly)));
		double floor = (score(results.get(0)) + score(results.get(results.size() - 1))) / 2;
		StringBuilder table = new StringBuilder(
				"| hit in the local tier | ns | error | ratio | bytes |\n|---|---:|---:|---:|---:|\n");
		for (RunResult result : results) {
			table.append(String.format(Locale.ROOT, "| %s | %,.1f | %s | %.2f | %s |%n", label(result), score(result),
					error(result), score(result) / floor, allocated(result)));
		}
		return table + "\n" + Goal.table(goalsOfLocalHits(results, floor));
	}

	private static List<Goal> goalsOfLocalHits(List<RunResult> results, double floor) {
		List<Goal> goals = new ArrayList<>();
		for (RunResult result : results) {
			String label = label(result);
			if (label.equals("cacheAside")) {
				goals.add(Goal.atMost(label + " to floor", score(result) / floor, 1.2));
				goals.add(Goal.atMost(label + ", bytes", allocatedBytes(result), 144));
			}
			else if (label.endsWith("OnCacheAside")) {
				goals.add(Goal.atMost(label + " to floor", score(result) / floor, 1.5));
			}
		}
		return goals;
	}

	private ChainedOptionsBuilder costOptions() {
		return options().addProfiler(GCProfiler.class);
	}

	private ChainedOptionsBuilder hitOptions(int threads) {
		return options().threads(threads);
	}

	private String costs(Class<?> benchmark) throws RunnerException {
		StringBuilder table = new StringBuilder(
				"| " + benchmark.getSimpleName() + " | ns | error | bytes |\n|---|---:|---:|---:|\n");
		for (RunResult result : run(costOptions().include(benchmark.getSimpleName()))) {
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
		double bytes = allocatedBytes(result);
		return Double.isNaN(bytes) ? "?" : String.format(Locale.ROOT, "%,.0f", bytes);
	}

	private static double allocatedBytes(RunResult result) {
		Result<?> norm = result.getSecondaryResults().get("gc.alloc.rate.norm");
		return (norm != null) ? norm.getScore() : Double.NaN;
	}

}
