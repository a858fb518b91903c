package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.util.unit.DataSize;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheSettings;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.LoadSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.engine.CacheDefinitions;
import io.cacheaside.key.CacheNames;

/**
 * The caches as the properties say. What {@code cacheaside} leaves open comes from the
 * {@code spring.cache} properties of an existing application, then from the defaults.
 */
final class ConfiguredCaches implements CacheDefinitions {

	static final TimeToLive DEFAULT_TTL = TimeToLive.of(Duration.ofMinutes(10));

	static final Duration DEFAULT_NULL_TTL = Duration.ofMinutes(1);

	private static final PerCacheProperties UNSET = new PerCacheProperties(true, null, null, null, null, Set.of(), null,
			null, null, new CacheAsideProperties.LoadTimeout(null, null), null,
			new PerCacheProperties.Local(null, null, null, null, null), new PerCacheProperties.Remote(null),
			new PerCacheProperties.Codec(null, null));

	private final CacheAsideProperties properties;

	private final CacheProperties springCache;

	private final ValueCodec defaultCodec;

	private final BeanFactory beanFactory;

	private final Set<String> known = new CopyOnWriteArraySet<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final boolean enabled;

	ConfiguredCaches(CacheAsideProperties properties, CacheProperties springCache, ValueCodec defaultCodec,
			BeanFactory beanFactory, boolean enabled) {
		this.properties = properties;
		this.springCache = springCache;
		this.defaultCodec = defaultCodec;
		this.beanFactory = beanFactory;
		this.enabled = enabled;
		CacheNames.check(declared());
		this.known.addAll(declared());
		declared().forEach(this::requireValid);
	}

	/**
	 * The caches named in the configuration.
	 */
	Collection<String> declared() {
		Set<String> names = new LinkedHashSet<>(this.properties.caches().keySet());
		names.addAll(this.springCache.getCacheNames());
		return names;
	}

	private void requireValid(String cacheName) {
		try {
			settings(cacheName);
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException(String.valueOf(ex.getMessage()),
					"Correct the property under cacheaside.caches." + propertyKey(cacheName)
							+ ", or the one of the same name under cacheaside.",
					ex);
		}
	}

	/**
	 * Whether a cache of a name is declared or in use.
	 */
	boolean isKnown(String cacheName) {
		return this.known.contains(cacheName);
	}

	boolean mayExist(String cacheName) {
		return !this.properties.strict() || declared().contains(cacheName);
	}

	/**
	 * Refuses a name that a method uses but that cannot be meant.
	 * @param cacheName the name
	 * @param where the method
	 */
	void requireMeant(String cacheName, String where) {
		requireColonsKept(cacheName, where);
		if (!mayExist(cacheName)) {
			throw new CacheConfigurationException(
					where + " uses the cache '" + cacheName + "', which is not declared, and cacheaside.strict is on. "
							+ "Declared: " + declared(),
					"Correct the name, or declare the cache " + propertyKey(cacheName) + " under cacheaside.caches.");
		}
		requireKnown(cacheName);
	}

	@Override
	public CacheSettings settings(String cacheName) {
		if (!mayExist(cacheName)) {
			throw new IllegalArgumentException("there is no cache '" + cacheName
					+ "', and cacheaside.strict is on; declare " + propertyKey(cacheName) + " under cacheaside.caches");
		}
		requireKnown(cacheName);
		PerCacheProperties own = this.properties.caches().getOrDefault(cacheName, UNSET);
		Duration nullTtl = (own.nullTtl() != null) ? own.nullTtl().duration() : nullTtl();
		return new CacheSettings(cacheName, this.enabled && own.enabled(), or(own.ttl(), ttl()), nullTtl,
				or(own.maxTtl(), this.properties.maxTtl()).atMost(this.properties.maxTtl()),
				or(own.ttlJitter(), this.properties.ttlJitter()), own.tags(),
				or(own.codec().verify(), this.properties.codec().verify()),
				or(own.remote().maxValueSize(), this.properties.remote().maxValueSize()).toBytes(),
				local(cacheName, own.local()), freshness(cacheName, own), loads(cacheName, own));
	}

	private FreshnessSettings freshness(String cacheName, PerCacheProperties own) {
		Timespan refreshAfter = (own.refreshAfter() != null) ? own.refreshAfter() : this.properties.refreshAfter();
		return named(cacheName,
				() -> new FreshnessSettings(duration(refreshAfter),
						or(own.earlyRefresh(), this.properties.earlyRefresh()),
						or(own.staleIfError(), this.properties.staleIfError()).duration()));
	}

	private LoadSettings loads(String cacheName, PerCacheProperties own) {
		CacheAsideProperties.LoadTimeout common = this.properties.loadTimeout();
		Timespan soft = (own.loadTimeout().soft() != null) ? own.loadTimeout().soft() : common.soft();
		Timespan hard = (own.loadTimeout().hard() != null) ? own.loadTimeout().hard() : common.hard();
		return named(cacheName, () -> new LoadSettings(duration(soft), duration(hard),
				or(own.maximumConcurrentLoads(), this.properties.maximumConcurrentLoads())));
	}

	private static @Nullable Duration duration(@Nullable Timespan timespan) {
		return (timespan != null) ? timespan.duration() : null;
	}

	private static <T> T named(String cacheName, Supplier<T> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("cache '" + cacheName + "': " + ex.getMessage(), ex);
		}
	}

	private LocalSettings local(String cacheName, PerCacheProperties.Local own) {
		CacheAsideProperties.Local common = this.properties.local();
		DataSize size = (own.maximumSize() != null) ? own.maximumSize() : common.maximumSize();
		Timespan ttl = (own.ttl() != null) ? own.ttl() : common.ttl();
		return named(cacheName,
				() -> new LocalSettings(or(own.enabled(), common.enabled()),
						or(own.maximumEntries(), common.maximumEntries()), (size != null) ? size.toBytes() : 0,
						duration(ttl), or(own.copy(), common.copy())));
	}

	@Override
	public ValueCodec codec(String cacheName) {
		String bean = this.properties.caches().getOrDefault(cacheName, UNSET).codec().bean();
		if (bean == null) {
			return this.defaultCodec;
		}
		try {
			return this.beanFactory.getBean(bean, ValueCodec.class);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new CacheConfigurationException(
					"cacheaside.caches." + propertyKey(cacheName) + ".codec.bean names the bean '" + bean
							+ "', which does not exist",
					"Define a ValueCodec bean of this name, or correct the name.", ex);
		}
	}

	private TimeToLive ttl() {
		Duration spring = this.springCache.getRedis().getTimeToLive();
		TimeToLive fallback = (spring != null && !spring.isZero()) ? TimeToLive.of(spring) : DEFAULT_TTL;
		return or(this.properties.ttl(), fallback);
	}

	private Duration nullTtl() {
		Timespan own = this.properties.nullTtl();
		if (own != null) {
			return own.duration();
		}
		return this.springCache.getRedis().isCacheNullValues() ? DEFAULT_NULL_TTL : Duration.ZERO;
	}

	private void requireKnown(String cacheName) {
		if (this.known.contains(cacheName)) {
			return;
		}
		this.lock.lock();
		try {
			List<String> all = new ArrayList<>(this.known);
			all.add(cacheName);
			CacheNames.check(all);
			this.known.add(cacheName);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requireColonsKept(String cacheName, String where) {
		String stripped = cacheName.replaceAll("[^A-Za-z0-9.-]", "");
		boolean lost = !declared().contains(cacheName) && !stripped.equals(cacheName) && declared().stream()
			.anyMatch((name) -> name.toLowerCase(Locale.ROOT).equals(stripped.toLowerCase(Locale.ROOT)));
		if (lost) {
			throw new CacheConfigurationException(
					where + " uses the cache '" + cacheName + "', but the configuration names '" + stripped
							+ "': outside brackets, property names lose their colons",
					"Write the name in quotes and brackets under cacheaside.caches: " + propertyKey(cacheName) + ".");
		}
	}

	private static String propertyKey(String cacheName) {
		return cacheName.matches("[a-z0-9-]+") ? cacheName : "\"[" + cacheName + "]\"";
	}

	private static <T> T or(@Nullable T value, T fallback) {
		return Objects.requireNonNullElse(value, fallback);
	}

}
