package io.cacheaside.sample.install;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteBehind;

import org.springframework.stereotype.Service;

/**
 * Installs, which are counted more often than anybody looks. There is no transaction
 * around an install: if it cannot be kept, its caller hears of it.
 */
@Service
class InstallService {

	private final InstallTable table;

	private final InstallCounter counter;

	InstallService(InstallTable table, InstallCounter counter) {
		this.table = table;
		this.counter = counter;
	}

	/** Entry {@code installs:agt_1}; what waits for the database counts already. */
	@CacheAside(cacheNames = "installs", key = "#agentId")
	public Installs installs(String agentId) {
		return this.table.find(agentId);
	}

	/** The cache has the new number at once, the database within a second. */
	@WriteBehind(cacheNames = "installs", key = "#agentId")
	public Installs install(String agentId) {
		return this.counter.next(agentId);
	}

}
