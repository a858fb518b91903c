package io.cacheaside.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.testing.TcpProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TcpProxyTests {

	private static final int SILENCE_MILLIS = 150;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private EchoServer server;

	private TcpProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = new EchoServer();
		this.proxy = TcpProxy.to("127.0.0.1", this.server.port());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void passesBytesBothWaysAndCountsConnections() throws IOException {
		try (Socket first = connect(); Socket second = connect()) {
			assertThat(answer(first, 'a')).isEqualTo('a');
			assertThat(answer(second, 'b')).isEqualTo('b');
			assertThat(this.proxy.accepted()).isEqualTo(2);
			assertThat(this.proxy.open()).isEqualTo(2);
		}
		await().atMost(LIMIT).until(() -> this.proxy.open() == 0);
	}

	@Test
	void cutResetsConnectionsAndLetsNewOnesIn() throws IOException {
		try (Socket socket = connect()) {
			assertThat(answer(socket, 'a')).isEqualTo('a');
			this.proxy.cut();
			assertThat(isEnded(socket)).isTrue();
		}
		try (Socket socket = connect()) {
			assertThat(answer(socket, 'b')).isEqualTo('b');
		}
	}

	@Test
	void refusesUntilRestored() throws IOException {
		this.proxy.refuse();
		try (Socket socket = connect()) {
			assertThat(isEnded(socket)).isTrue();
		}
		this.proxy.restore();
		try (Socket socket = connect()) {
			assertThat(answer(socket, 'a')).isEqualTo('a');
		}
	}

	@ParameterizedTest
	@EnumSource
	void heldBytesArriveOnceRestored(Direction direction) throws IOException {
		try (Socket socket = connect()) {
			this.proxy.hold(direction);
			socket.getOutputStream().write('a');
			assertSilent(socket);
			this.proxy.restore();
			assertThat(socket.getInputStream().read()).isEqualTo('a');
			assertThat(this.server.received()).isEqualTo("a");
		}
	}

	@ParameterizedTest
	@EnumSource
	void swallowedBytesAreLostAndTheirConnectionEndsOnceRestored(Direction direction) throws IOException {
		try (Socket socket = connect(); Socket unused = connect()) {
			assertThat(answer(socket, 'a')).isEqualTo('a');
			this.proxy.swallow(direction);
			socket.getOutputStream().write('b');
			await().atMost(LIMIT).until(() -> this.proxy.lossy() == 1);
			assertSilent(socket);
			assertThat(this.server.received()).isEqualTo((direction == Direction.TO_SERVER) ? "a" : "ab");
			this.proxy.restore();
			assertThat(isEnded(socket)).isTrue();
			assertThat(answer(unused, 'c')).isEqualTo('c');
		}
	}

	@Test
	void halfOpenHidesThatTheServerIsGone() throws IOException {
		try (Socket socket = connect()) {
			assertThat(answer(socket, 'a')).isEqualTo('a');
			this.proxy.swallow(Direction.TO_CLIENT);
			this.server.close();
			assertSilent(socket);
			this.proxy.restore();
			assertThat(isEnded(socket)).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void delayedBytesArriveLater(Direction direction) throws IOException {
		try (Socket socket = connect()) {
			assertThat(answer(socket, 'a')).isEqualTo('a');
			this.proxy.delay(direction, Duration.ofMillis(200));
			long start = System.nanoTime();
			assertThat(answer(socket, 'b')).isEqualTo('b');
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), LIMIT);
		}
	}

	@Test
	void leadsNewConnectionsToAnotherServer() throws IOException {
		EchoServer other = new EchoServer();
		try (Socket before = connect()) {
			assertThat(answer(before, 'a')).isEqualTo('a');
			this.proxy.leadTo(other.port());
			try (Socket after = connect()) {
				assertThat(answer(after, 'b')).isEqualTo('b');
			}
			assertThat(answer(before, 'c')).isEqualTo('c');
			assertThat(other.received()).isEqualTo("b");
		}
		finally {
			other.close();
		}
	}

	@Test
	void clientOfAServerThatIsGoneIsReset() throws IOException {
		this.server.close();
		try (Socket socket = connect()) {
			assertThat(isEnded(socket)).isTrue();
		}
		assertThat(this.proxy.open()).isZero();
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(this.proxy.host(), this.proxy.port());
		socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
		return socket;
	}

	private static int answer(Socket socket, int question) throws IOException {
		socket.getOutputStream().write(question);
		return socket.getInputStream().read();
	}

	private static void assertSilent(Socket socket) throws IOException {
		socket.setSoTimeout(SILENCE_MILLIS);
		InputStream in = socket.getInputStream();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
		socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
	}

	private static boolean isEnded(Socket socket) {
		try {
			return socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** Says what it hears. */
	private static final class EchoServer {

		private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private final StringBuffer received = new StringBuffer();

		private final List<Socket> sockets = new CopyOnWriteArrayList<>();

		private final Thread accepting = start(this::acceptAll);

		EchoServer() throws IOException {
		}

		int port() {
			return this.listener.getLocalPort();
		}

		String received() {
			return this.received.toString();
		}

		void close() throws IOException {
			this.listener.close();
			// The system call that accepts may still take one in.
			await().atMost(LIMIT).until(() -> !this.accepting.isAlive());
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}

		private void acceptAll() {
			try {
				while (true) {
					Socket socket = this.listener.accept();
					this.sockets.add(socket);
					start(() -> echo(socket));
				}
			}
			catch (IOException ex) {
				// Closed.
			}
		}

		private void echo(Socket socket) {
			try (socket) {
				for (int next = socket.getInputStream().read(); next >= 0; next = socket.getInputStream().read()) {
					this.received.append((char) next);
					socket.getOutputStream().write(next);
				}
			}
			catch (IOException ex) {
				// Gone.
			}
		}

		private static Thread start(Runnable work) {
			Thread thread = new Thread(work, "echo");
			thread.setDaemon(true);
			thread.start();
			return thread;
		}

	}

}
