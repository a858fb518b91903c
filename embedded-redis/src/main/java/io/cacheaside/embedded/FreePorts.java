package io.cacheaside.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds loopback ports that nobody listens on. Another process may still be faster. */
final class FreePorts {

	/** What Redis adds to the port of a cluster node for the bus between the nodes. */
	private static final int BUS_OFFSET = 10_000;

	private static final int ATTEMPTS = 1_000;

	private FreePorts() {
	}

	static int any() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new RedisStartException("No loopback port can be opened: " + ex.getMessage(), ex);
		}
	}

	/**
	 * A port that a cluster node can use.
	 * @return a port that is free together with the one for the cluster's bus
	 */
	static int forClusterNode() {
		for (int i = 0; i < ATTEMPTS; i++) {
			int port = any();
			if (port + BUS_OFFSET <= 65_535 && isFree(port + BUS_OFFSET)) {
				return port;
			}
		}
		throw new RedisStartException("No free pair of ports for a cluster node among " + ATTEMPTS, null);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
