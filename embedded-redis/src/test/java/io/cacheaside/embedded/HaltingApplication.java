package io.cacheaside.embedded;

import java.io.IOException;

/** Starts a Redis, tells its process, and halts without hooks when its input ends. */
public final class HaltingApplication {

	private HaltingApplication() {
	}

	public static void main(String[] args) throws IOException {
		RedisServer server = RedisServer.start();
		System.out.println("redis " + server.pid());
		while (System.in.read() >= 0) {
			// Only the end of the input counts.
		}
		Runtime.getRuntime().halt(1);
	}

}
