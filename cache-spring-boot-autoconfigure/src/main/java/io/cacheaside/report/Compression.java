package io.cacheaside.report;

import java.util.List;
import java.util.zip.Deflater;

/** What compression would make of values, by a few of them. */
final class Compression {

	private Compression() {
	}

	/**
	 * The share of their size that values would have, 1 if there are none or they would
	 * grow.
	 */
	static double share(List<byte[]> values) {
		long before = values.stream().mapToLong((value) -> value.length).sum();
		long after = values.stream().mapToLong(Compression::deflated).sum();
		return (before > 0) ? Math.min(1, (double) after / before) : 1;
	}

	private static int deflated(byte[] value) {
		Deflater deflater = new Deflater();
		try {
			deflater.setInput(value);
			deflater.finish();
			byte[] buffer = new byte[8_192];
			int length = 0;
			while (!deflater.finished()) {
				length += deflater.deflate(buffer);
			}
			return length;
		}
		finally {
			deflater.end();
		}
	}

}
