package io.cacheaside.sample;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws numbers from 1 to n so that the k-th is drawn as often as 1 / k^exponent says.
 */
final class Zipf {

	private final double[] cumulative;

	Zipf(int n, double exponent) {
		this.cumulative = new double[n];
		double sum = 0;
		for (int k = 1; k <= n; k++) {
			sum += 1 / Math.pow(k, exponent);
			this.cumulative[k - 1] = sum;
		}
	}

	int draw(SplittableRandom random) {
		double point = random.nextDouble(this.cumulative[this.cumulative.length - 1]);
		int index = Arrays.binarySearch(this.cumulative, point);
		return (index >= 0) ? index + 1 : -index;
	}

}
