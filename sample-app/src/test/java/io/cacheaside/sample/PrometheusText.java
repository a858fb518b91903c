package io.cacheaside.sample;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code /actuator/prometheus} answered, as far as the tests need to read it. */
record PrometheusText(List<String> lines) {

	static PrometheusText parse(String text) {
		return new PrometheusText(text.lines().filter((line) -> !line.startsWith("#")).toList());
	}

	/**
	 * The sum over all series of a meter.
	 * @param meter the meter's name
	 * @return the sum, zero if there is no series
	 */
	double sum(String meter) {
		return sum(meter, "");
	}

	/**
	 * The sum over the series of a meter that belong to a cache.
	 * @param meter the meter's name
	 * @param cache the cache's name
	 * @return the sum, zero if there is no series
	 */
	double ofCache(String meter, String cache) {
		return sum(meter, "cache=\"" + cache + "\"");
	}

	Set<String> names() {
		return this.lines.stream().map((line) -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());
	}

	private double sum(String meter, String label) {
		return this.lines.stream()
			.filter((line) -> line.startsWith(meter + "{") && line.contains(label))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
