package io.cacheaside.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * One connection through a proxy: for each direction a thread that reads and one that
 * writes, with a queue between them that has no bound. The end of a stream passes the way
 * of its bytes, so that a direction that holds or swallows hides it too. Then both sides
 * are reset.
 */
final class ProxiedConnection {

	private static final int CHUNK_SIZE = 16 * 1024;

	private final Socket client;

	private final Socket server;

	private final Consumer<ProxiedConnection> onEnd;

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean lossy;

	ProxiedConnection(Socket client, Socket server, Consumer<ProxiedConnection> onEnd) {
		this.client = client;
		this.server = server;
		this.onEnd = onEnd;
	}

	void start(ProxyPassage toServer, ProxyPassage toClient) {
		pump("to-server", this.client, this.server, toServer);
		pump("to-client", this.server, this.client, toClient);
		this.threads.forEach(Thread::start);
	}

	/** Whether bytes were swallowed, so that what follows them would make no sense. */
	boolean isLossy() {
		return this.lossy;
	}

	/** Ends both sides as a crash of the other one would. Repeatable. */
	void reset() {
		reset(this.client);
		reset(this.server);
		this.threads.forEach(Thread::interrupt);
		this.onEnd.accept(this);
	}

	private void pump(String name, Socket from, Socket to, ProxyPassage passage) {
		BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
		this.threads.add(thread("tcp-proxy-read-" + name, () -> read(from, queue)));
		this.threads.add(thread("tcp-proxy-write-" + name, () -> write(queue, to, passage)));
	}

	private static Thread thread(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		return thread;
	}

	private static void read(Socket from, BlockingQueue<Chunk> queue) {
		byte[] buffer = new byte[CHUNK_SIZE];
		try {
			InputStream in = from.getInputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				queue.add(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime()));
			}
		}
		catch (IOException ex) {
			// As good as its end.
		}
		queue.add(new Chunk(Chunk.END, System.nanoTime()));
	}

	private void write(BlockingQueue<Chunk> queue, Socket to, ProxyPassage passage) {
		try {
			for (Chunk chunk = queue.take();; chunk = queue.take()) {
				if (!passage.admits(chunk.arrivedNanos())) {
					this.lossy = true;
					if (!passage.isSwallowing()) {
						// Restored meanwhile, by somebody who could not see the loss.
						break;
					}
				}
				else if (chunk.isEnd()) {
					break;
				}
				else {
					to.getOutputStream().write(chunk.bytes());
				}
			}
		}
		catch (IOException ex) {
			// The other side is gone.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		reset();
	}

	static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// It is closed already.
		}
	}

	private record Chunk(byte[] bytes, long arrivedNanos) {

		static final byte[] END = {};

		boolean isEnd() {
			return this.bytes.length == 0;
		}

	}

}
