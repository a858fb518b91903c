package io.cacheaside.interceptor;

import org.springframework.beans.factory.SmartInitializingSingleton;

import io.cacheaside.CacheConfigurationException;

/**
 * Checks the caches that annotated methods name, once every bean is there: the engine
 * exists, and each name may be used.
 */
public final class OperationValidator implements SmartInitializingSingleton {

	private final OperationSource source;

	private final boolean engineAvailable;

	private final CacheUseCheck check;

	/**
	 * Creates the validator.
	 * @param source the operations of methods
	 * @param engineAvailable whether there is an engine to carry them out
	 * @param check refuses what may not be
	 */
	public OperationValidator(OperationSource source, boolean engineAvailable, CacheUseCheck check) {
		this.source = source;
		this.engineAvailable = engineAvailable;
		this.check = check;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.engineAvailable) {
			this.source.anyUse().ifPresent((where) -> {
				throw withoutRedis(where);
			});
		}
		this.source.uses().forEach((use) -> {
			StoreOperation operation = use.operation();
			this.check.check(use.cacheName(), operation.where());
			if (operation.isBehind()) {
				this.check.checkBehind(use.cacheName(), operation.where(), operation.type());
			}
		});
	}

	static CacheConfigurationException withoutRedis(String where) {
		return new CacheConfigurationException(
				where + " needs Redis, but there is no RedisConnectionFactory (or more than one, and none of them is "
						+ "primary)",
				"Configure spring.data.redis, or set cacheaside.enabled=false to run without a cache.");
	}

}
