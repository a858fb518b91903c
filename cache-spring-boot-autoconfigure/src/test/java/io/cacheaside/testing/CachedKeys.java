package io.cacheaside.testing;

import java.util.Set;
import java.util.TreeSet;

import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.Lookup;
import io.cacheaside.key.CacheKey;
import io.cacheaside.redis.RedisKeys;

/** What the caches of an application hold. */
public final class CachedKeys {

	private CachedKeys() {
	}

	/**
	 * What Redis holds, the log excepted; also what is invalidated and not swept yet.
	 * @param context the application
	 * @return the Redis keys
	 */
	public static Set<String> stored(ApplicationContext context) {
		return context.getBean(StringRedisTemplate.class).keys(prefix(context) + "*");
	}

	/**
	 * What would be a hit. Asking counts as calls.
	 * @param context the application
	 * @return the Redis keys
	 */
	public static Set<String> served(ApplicationContext context) {
		Set<String> served = new TreeSet<>();
		CacheEngine engine = context.getBean(CacheEngine.class);
		for (String key : stored(context)) {
			String logical = key.substring(prefix(context).length());
			for (CacheRegion region : engine.regions()) {
				String name = region.settings().name();
				if (logical.startsWith(name + ":")
						&& region.lookup(new CacheKey(name, logical), Object.class) instanceof Lookup.Hit) {
					served.add(key);
				}
			}
		}
		return served;
	}

	private static String prefix(ApplicationContext context) {
		return context.getBean(RedisKeys.class).prefix();
	}

}
