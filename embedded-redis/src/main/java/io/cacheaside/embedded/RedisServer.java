package io.cacheaside.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis of its own: a process on a loopback port that keeps nothing on disk and ends
 * with this JVM, however that ends. Its faults can be played: killed, stopped, restarted
 * empty. Not safe for use by several threads at a time.
 */
public final class RedisServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisServer.class);

	private static final String HOST = "127.0.0.1";

	private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

	private static final int PORT_ATTEMPTS = 5;

	private final int port;

	private final Role role;

	private final List<String> arguments;

	private final ScratchDirectory directory;

	private RedisProcess process;

	private RedisServer(int port, Role role, List<String> arguments) {
		this.port = port;
		this.role = role;
		this.arguments = arguments;
		this.directory = ScratchDirectory.create();
		try {
			this.process = launch();
		}
		catch (RuntimeException ex) {
			this.directory.delete();
			throw ex;
		}
	}

	/**
	 * Starts a Redis on a free port.
	 * @return a server that answers
	 * @throws RedisStartException if there is no executable or it does not start
	 */
	public static RedisServer start() {
		return builder().start();
	}

	/**
	 * Starts with settings.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	private RedisProcess launch() {
		RedisBinary binary = RedisBinary.find();
		List<String> command = new ArrayList<>(List.of(binary.path().toString()));
		if (this.role == Role.SENTINEL) {
			// It keeps what it learns in its configuration file, and insists on one.
			command.addAll(List.of(this.directory.file("sentinel.conf").toString(), "--sentinel"));
		}
		command.addAll(this.arguments);
		Path path = this.directory.path();
		command.addAll(List.of("--port", Integer.toString(this.port), "--dir", path.toString()));
		RedisProcess launched = RedisProcess
			.start(new RedisProcess.Launch(command, path, HOST, this.port, binary.leftovers()));
		logger.info("{} answers on {}:{} (process {})", binary.description(), HOST, this.port, launched.pid());
		return launched;
	}

	/**
	 * Where it listens.
	 * @return the loopback address
	 */
	public String host() {
		return HOST;
	}

	/**
	 * Where it listens.
	 * @return the port, which a restart keeps
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Whether the process lives; a paused one does.
	 * @return whether it lives
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * The process.
	 * @return its ID
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Runs one command on a connection made for it, which gives the password if the
	 * option {@code requirepass} sets one.
	 * @param command the command and its arguments
	 * @return a {@code String}, a {@code Long}, a {@code List} of replies, or
	 * {@code null}
	 * @throws IllegalStateException if there is no answer in 5 s, or it is an error
	 */
	public @Nullable Object execute(String... command) {
		try (RespConnection connection = new RespConnection(HOST, this.port, COMMAND_LIMIT)) {
			int password = this.arguments.indexOf("--requirepass") + 1;
			if (password > 0) {
				connection.execute("AUTH", this.arguments.get(password));
			}
			return connection.execute(command);
		}
		catch (IOException ex) {
			throw new IllegalStateException(
					"'" + command[0] + "' on " + HOST + ":" + this.port + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Stops the process without ending it (SIGSTOP): connections stay open, nobody
	 * answers.
	 * @throws UnsupportedOperationException on Windows
	 */
	public void pause() {
		this.process.signal("STOP");
	}

	/**
	 * Lets a paused process go on (SIGCONT).
	 * @throws UnsupportedOperationException on Windows
	 */
	public void resume() {
		this.process.signal("CONT");
	}

	/** Ends the process as a crash would (SIGKILL), also a paused one. */
	public void kill() {
		this.process.kill();
	}

	/**
	 * Ends the process if it lives, and starts an empty one on the same port.
	 * @throws RedisStartException if it does not start
	 */
	public void restartEmpty() {
		this.process.kill();
		this.process = launch();
	}

	/** Ends the process, by force after 3 s, and deletes its directory. Repeatable. */
	public void stop() {
		this.process.end();
		this.directory.delete();
	}

	/** The same as {@link #stop()}. */
	@Override
	public void close() {
		stop();
	}

	/** Settings of a server to start. */
	public static final class Builder {

		private final Map<String, List<String>> options = new LinkedHashMap<>(Map.of("bind", List.of(HOST), "save",
				List.of(""), "appendonly", List.of("no"), "daemonize", List.of("no")));

		private int port;

		private IntSupplier ports = FreePorts::any;

		private Role role = Role.SERVER;

		private Builder() {
		}

		/**
		 * Sets the port.
		 * @param port the port, or 0 for a free one
		 * @return this
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Sets a directive of {@code redis.conf}.
		 * @param name such as {@code maxmemory}
		 * @param values such as {@code 16mb}, one for each word of the directive
		 * @return this
		 */
		public Builder option(String name, String... values) {
			this.options.put(name, List.of(values));
			return this;
		}

		/**
		 * Makes it a node of a cluster, on free ports.
		 * @return this
		 */
		Builder clusterNode() {
			this.ports = FreePorts::forClusterNode;
			return option("cluster-enabled", "yes");
		}

		/**
		 * Makes it a Sentinel that watches nothing yet.
		 * @return this
		 */
		Builder sentinel() {
			this.role = Role.SENTINEL;
			this.options.keySet().removeAll(List.of("save", "appendonly"));
			return this;
		}

		/**
		 * Starts the server.
		 * @return a server that answers
		 * @throws RedisStartException if there is no executable or it does not start
		 */
		public RedisServer start() {
			List<String> arguments = new ArrayList<>();
			this.options.forEach((name, values) -> {
				arguments.add("--" + name);
				arguments.addAll(values);
			});
			if (this.port != 0) {
				return new RedisServer(this.port, this.role, arguments);
			}
			for (int attempt = 1;; attempt++) {
				try {
					return new RedisServer(this.ports.getAsInt(), this.role, arguments);
				}
				catch (RedisStartException ex) {
					// Somebody else may have taken the port since it was found free.
					if (attempt == PORT_ATTEMPTS || !String.valueOf(ex.getMessage()).contains("in use")) {
						throw ex;
					}
				}
			}
		}

	}

	/** What the process is. */
	private enum Role {

		SERVER, SENTINEL

	}

}
