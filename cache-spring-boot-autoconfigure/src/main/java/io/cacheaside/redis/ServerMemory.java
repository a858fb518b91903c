package io.cacheaside.redis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.cacheaside.engine.RemoteMemory;

/**
 * The memory of one server, as it tells by {@code INFO}.
 *
 * @param id what it is called until it starts anew
 * @param used bytes in use
 * @param limit bytes that may be used, 0 if there is no limit
 * @param evicted keys dropped for want of memory
 * @param expired keys dropped because their time was over
 * @param policy what is dropped at the limit
 */
record ServerMemory(String id, long used, long limit, long evicted, long expired, String policy) {

	/**
	 * Reads what a server tells.
	 * @param info the answer, with all sections that are told unasked
	 * @param connection what the server is called if it does not tell
	 */
	static ServerMemory of(String info, String connection) {
		String id = text(info, "run_id");
		return new ServerMemory(id.isEmpty() ? connection : id, number(info, "used_memory"), number(info, "maxmemory"),
				number(info, "evicted_keys"), number(info, "expired_keys"), text(info, "maxmemory_policy"));
	}

	/** All servers together, of which there is at least one. */
	static RemoteMemory sum(List<ServerMemory> servers) {
		ServerMemory fullest = servers.stream().max(Comparator.comparingDouble(ServerMemory::filled)).orElseThrow();
		long limit = servers.stream().allMatch((server) -> server.limit > 0)
				? servers.stream().mapToLong(ServerMemory::limit).sum() : 0;
		return new RemoteMemory(servers.stream().mapToLong(ServerMemory::used).sum(), limit,
				servers.stream().collect(Collectors.toMap(ServerMemory::id, ServerMemory::evicted, Long::sum)),
				servers.stream().mapToLong(ServerMemory::expired).sum(), fullest.policy, fullest.filled());
	}

	private double filled() {
		return (this.limit > 0) ? (double) this.used / this.limit : 0;
	}

	/** 0 where a server does not tell. */
	private static long number(String lines, String name) {
		String text = text(lines, name);
		return text.isEmpty() ? 0 : Long.parseLong(text);
	}

	private static String text(String lines, String name) {
		String start = name + ":";
		return lines.lines()
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()).trim())
			.findFirst()
			.orElse("");
	}

}
