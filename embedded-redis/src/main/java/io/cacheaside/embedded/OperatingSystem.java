package io.cacheaside.embedded;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What differs between operating systems. */
final class OperatingSystem {

	private static final long SIGNAL_SECONDS = 5;

	private OperatingSystem() {
	}

	static boolean isWindows() {
		return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
	}

	/**
	 * Sends a signal to a process.
	 * @param signal its name without {@code SIG}
	 * @param pid the process
	 * @throws UnsupportedOperationException on Windows, which has no signals
	 * @throws IllegalStateException if it could not be sent
	 */
	static void signal(String signal, long pid) {
		if (isWindows()) {
			throw new UnsupportedOperationException("Windows has no SIG" + signal);
		}
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
			if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("SIG" + signal + " could not be sent to process " + pid);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("SIG" + signal + " could not be sent to process " + pid, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

}
