package io.cacheaside.interceptor;

import java.util.function.BiConsumer;

import org.springframework.beans.factory.SmartInitializingSingleton;

import io.cacheaside.CacheConfigurationException;

/**
 * Checks the caches that annotated methods name, once every bean is there: the engine
 * exists, and each name may be used.
 */
public final class OperationValidator implements SmartInitializingSingleton {

	private final OperationSource source;

	private final boolean engineAvailable;

	private final BiConsumer<String, String> check;

	/**
	 * Creates the validator.
	 * @param source the operations of methods
	 * @param engineAvailable whether there is an engine to carry them out
	 * @param check takes a cache name and where it is used, and throws a
	 * {@link CacheConfigurationException} if it may not be
	 */
	public OperationValidator(OperationSource source, boolean engineAvailable, BiConsumer<String, String> check) {
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
		this.source.uses().forEach((use) -> this.check.accept(use.cacheName(), use.where()));
	}

	static CacheConfigurationException withoutRedis(String where) {
		return new CacheConfigurationException(
				where + " needs Redis, but there is no RedisConnectionFactory (or more than one, and none of them is "
						+ "primary)",
				"Configure spring.data.redis, or set cacheaside.enabled=false to run without a cache.");
	}

}
