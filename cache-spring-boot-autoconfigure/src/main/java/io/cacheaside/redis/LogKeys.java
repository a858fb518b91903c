package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * The Redis keys of the log of one application. They bear one hash tag, so that a cluster
 * keeps them on one slot. The tag is never empty, and a brace in the prefix does not end
 * it early.
 *
 * @param tag what all of them begin with
 */
record LogKeys(String tag) {

	/**
	 * The keys of an application.
	 * @param keys where its entries stand
	 * @return the keys
	 */
	static LogKeys of(RedisKeys keys) {
		return new LogKeys("{cacheaside|" + keys.prefix().replace("%", "%25").replace("}", "%7D") + "}:");
	}

	/**
	 * The stream.
	 * @return its key
	 */
	byte[] stream() {
		return named("log");
	}

	/**
	 * The hash of the newest markers.
	 * @return its key
	 */
	byte[] markers() {
		return named("markers");
	}

	/**
	 * The name of the node that sweeps.
	 * @return its key
	 */
	byte[] election() {
		return named("sweeper");
	}

	/**
	 * The name of the node that is elected for a task.
	 * @param task the task
	 * @return its key
	 */
	byte[] election(String task) {
		return named("elected:" + task);
	}

	/**
	 * A note.
	 * @param name its name
	 * @return its key
	 */
	byte[] note(String name) {
		return named("note:" + name);
	}

	/**
	 * What a queue of writes consists of.
	 * @param cacheName its cache
	 * @return the stream, the values that wait, the dead letters, the last token, and
	 * when keys were written
	 */
	byte[][] queue(String cacheName) {
		return Stream.of("stream", "waiting", "dead", "token", "written", "latest")
			.map((part) -> named("behind:" + part + ":" + cacheName))
			.toArray(byte[][]::new);
	}

	/**
	 * What never exists, so that its deletion changes nothing, and is refused wherever
	 * writes are.
	 * @return its key
	 */
	byte[] nothing() {
		return named("nothing");
	}

	/**
	 * What the scripts of the log are given.
	 * @return the stream, the hash, and a key that never exists
	 */
	byte[][] ofScripts() {
		return new byte[][] { stream(), markers(), nothing() };
	}

	/**
	 * Whether a Redis key is one of these, and so is no entry, whatever the prefix.
	 * @param name a Redis key
	 * @return whether it is
	 */
	boolean owns(byte[] name) {
		return new String(name, StandardCharsets.UTF_8).startsWith(this.tag);
	}

	private byte[] named(String name) {
		return (this.tag + name).getBytes(StandardCharsets.UTF_8);
	}

}
