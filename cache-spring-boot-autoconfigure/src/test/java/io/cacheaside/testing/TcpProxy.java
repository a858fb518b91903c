package io.cacheaside.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can be disturbed: cut, refused, half-open, delayed, led
 * elsewhere. It listens on a loopback port. Each disturbance lasts until
 * {@link #restore()} or another one of the same direction; a cut is over at once. Safe
 * for use by many threads.
 */
public final class TcpProxy implements AutoCloseable {

	private static final int CONNECT_LIMIT_MILLIS = 2_000;

	private final ServerSocket listener;

	private final Map<Direction, ProxyPassage> passages = new EnumMap<>(Direction.class);

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private volatile InetSocketAddress target;

	private volatile boolean refusing;

	private TcpProxy(InetSocketAddress target) throws IOException {
		this.target = target;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		for (Direction direction : Direction.values()) {
			this.passages.put(direction, new ProxyPassage());
		}
	}

	/**
	 * Starts a proxy.
	 * @param host where the server listens
	 * @param port where the server listens, now or later
	 * @return a proxy that disturbs nothing
	 */
	public static TcpProxy to(String host, int port) {
		try {
			TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port));
			Thread thread = new Thread(proxy::acceptAll, "tcp-proxy-accept");
			thread.setDaemon(true);
			thread.start();
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where it listens.
	 * @return the loopback address
	 */
	public String host() {
		return this.listener.getInetAddress().getHostAddress();
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * How many connections came, also those that were refused.
	 * @return the count since the start
	 */
	public int accepted() {
		return this.accepted.get();
	}

	/**
	 * How many connections there are.
	 * @return the count
	 */
	public int open() {
		return this.connections.size();
	}

	/** How many open connections have lost something. */
	long lossy() {
		return this.connections.stream().filter(ProxiedConnection::isLossy).count();
	}

	/** Resets all connections; new ones are welcome. */
	public void cut() {
		List.copyOf(this.connections).forEach(ProxiedConnection::reset);
	}

	/** Resets all connections and each new one. */
	public void refuse() {
		this.refusing = true;
		cut();
	}

	/**
	 * Makes all connections half-open, also new ones: what is sent in a direction gets
	 * lost, and nobody is told. Once restored, connections that lost something are reset.
	 * @param direction the direction
	 */
	public void swallow(Direction direction) {
		passage(direction).set(ProxyPassage.Mode.SWALLOWING, Duration.ZERO);
	}

	/**
	 * Keeps what is sent in a direction; it is delivered once restored.
	 * @param direction the direction
	 */
	public void hold(Direction direction) {
		passage(direction).set(ProxyPassage.Mode.HELD, Duration.ZERO);
	}

	/**
	 * Delivers what is sent in a direction later.
	 * @param direction the direction
	 * @param delay how much later
	 */
	public void delay(Direction direction, Duration delay) {
		passage(direction).set(ProxyPassage.Mode.OPEN, delay);
	}

	/**
	 * Leads new connections to another server.
	 * @param port where it listens, on the same host
	 */
	public void leadTo(int port) {
		this.target = new InetSocketAddress(this.target.getHostString(), port);
	}

	/** Ends all disturbances. */
	public void restore() {
		this.refusing = false;
		this.passages.values().forEach((passage) -> passage.set(ProxyPassage.Mode.OPEN, Duration.ZERO));
		this.connections.stream().filter(ProxiedConnection::isLossy).toList().forEach(ProxiedConnection::reset);
	}

	/** Resets all connections and stops listening. Repeatable. */
	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		refuse();
	}

	private ProxyPassage passage(Direction direction) {
		return this.passages.get(direction);
	}

	private void acceptAll() {
		while (!this.listener.isClosed()) {
			try {
				accept(this.listener.accept());
			}
			catch (IOException ex) {
				// The listener is closed, or its client has left again.
			}
		}
	}

	private void accept(Socket client) throws IOException {
		this.accepted.incrementAndGet();
		client.setTcpNoDelay(true);
		Socket server = new Socket();
		try {
			server.connect(this.target, CONNECT_LIMIT_MILLIS);
			server.setTcpNoDelay(true);
		}
		catch (IOException ex) {
			ProxiedConnection.reset(server);
			ProxiedConnection.reset(client);
			return;
		}
		ProxiedConnection connection = new ProxiedConnection(client, server, this.connections::remove);
		this.connections.add(connection);
		connection.start(passage(Direction.TO_SERVER), passage(Direction.TO_CLIENT));
		if (this.refusing) {
			// Looked at last, so that one that came meanwhile does not get through.
			connection.reset();
		}
	}

	/** Which way bytes go. */
	public enum Direction {

		/** What a client says. */
		TO_SERVER,

		/** What the server answers. */
		TO_CLIENT

	}

}
