package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.unit.DataSize;

import io.cacheaside.CacheSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.actuate.SettingSources;
import io.cacheaside.interceptor.OperationSource;

/**
 * Finds the property that each setting of a cache comes from, in the order in which
 * {@link ConfiguredCaches} asks for them.
 */
final class SettingOrigins implements SettingSources {

	private static final String CACHES = "cacheaside.caches[%s].%s";

	private static final String COMMON = "cacheaside.";

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

	private static final String DEFAULT = "default";

	private static final ConfigurationPropertyName SPRING_TTL = ConfigurationPropertyName
		.of("spring.cache.redis.time-to-live");

	private static final Kind MAX_TTL = common("max-ttl", CacheSettings::maxTtl);

	private static final List<Kind> KINDS = List.of(own("enabled", CacheSettings::enabled),
			new Kind("ttl", CacheSettings::ttl, true, SPRING_TTL.toString()),
			new Kind("null-ttl", (settings) -> text(settings.nullTtl()), true, "spring.cache.redis.cache-null-values"),
			MAX_TTL, common("ttl-jitter", CacheSettings::ttlJitter),
			own("tags", (settings) -> settings.tags().isEmpty() ? null : String.join(", ", settings.tags())),
			common("refresh-after", (settings) -> text(settings.freshness().refreshAfter())),
			common("early-refresh", (settings) -> settings.freshness().earlyRefresh()),
			common("stale-if-error", (settings) -> text(settings.freshness().staleIfError())),
			common("load-timeout.soft", (settings) -> text(settings.loads().softTimeout())),
			common("load-timeout.hard", (settings) -> text(settings.loads().hardTimeout())),
			common("maximum-concurrent-loads", (settings) -> settings.loads().maximumConcurrent()),
			common("local.enabled", (settings) -> settings.local().enabled()),
			common("local.maximum-entries", (settings) -> settings.local().maximumEntries()),
			common("local.maximum-size", (settings) -> size(settings.local().maximumSizeBytes())),
			common("local.ttl", (settings) -> text(settings.local().ttl())),
			common("local.copy", (settings) -> settings.local().copied()),
			common("remote.max-value-size", (settings) -> size(settings.maxValueSizeBytes())),
			common("codec.verify", CacheSettings::verified));

	private final ConfigurableEnvironment environment;

	private final OperationSource operations;

	SettingOrigins(ConfigurableEnvironment environment, OperationSource operations) {
		this.environment = environment;
		this.operations = operations;
	}

	@Override
	public List<Setting> settings(CacheSettings settings) {
		return KINDS.stream().map((kind) -> setting(kind, settings)).toList();
	}

	@Override
	public List<Method> methods(String cacheName) {
		return this.operations.methods(cacheName)
			.stream()
			.map((use) -> new Method(use.where(), use.ttl(), use.tags()))
			.toList();
	}

	private Setting setting(Kind kind, CacheSettings settings) {
		if (isLimited(kind, settings)) {
			Setting limit = setting(MAX_TTL, settings);
			return new Setting(kind.name(), limit.value(), limit.source(), limit.origin());
		}
		Object value = kind.value().apply(settings);
		String text = (value != null) ? value.toString() : null;
		for (ConfigurationPropertyName name : kind.properties(settings)) {
			Optional<ConfigurationProperty> found = find(name);
			if (found.isPresent() && !isCapped(kind, found.get(), settings) && !isVoid(name)) {
				return new Setting(kind.name(), text, name.toString(), place(found.get()));
			}
		}
		return new Setting(kind.name(), text, DEFAULT, null);
	}

	/** What is in force is the limit then, not what the property says. */
	private static boolean isLimited(Kind kind, CacheSettings settings) {
		if (kind.name().equals("ttl")) {
			return !settings.ttl().atMost(settings.maxTtl()).equals(settings.ttl());
		}
		Duration limit = settings.maxTtl().duration();
		return kind.name().equals("null-ttl") && limit != null && settings.nullTtl().compareTo(limit) > 0;
	}

	/** To Spring, no time or a time of 0 is no limit; here it says nothing. */
	private boolean isVoid(ConfigurationPropertyName name) {
		return name.equals(SPRING_TTL)
				&& Binder.get(this.environment).bind(name, Bindable.of(Duration.class)).orElse(Duration.ZERO).isZero();
	}

	/** The limit of all caches holds for each, whatever it says itself. */
	private boolean isCapped(Kind kind, ConfigurationProperty property, CacheSettings settings) {
		return kind.name().equals("max-ttl")
				&& !TimeToLive.parse(this.environment.resolvePlaceholders(String.valueOf(property.getValue())))
					.equals(settings.maxTtl());
	}

	/** A list stands there element by element. */
	private Optional<ConfigurationProperty> find(ConfigurationPropertyName name) {
		return findExactly(name).or(() -> findExactly(name.append("[0]")));
	}

	private Optional<ConfigurationProperty> findExactly(ConfigurationPropertyName name) {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.map((source) -> source.getConfigurationProperty(name))
			.filter((property) -> property != null)
			.findFirst();
	}

	private static @Nullable String place(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		return (origin != null) ? origin.toString() : null;
	}

	private static Kind own(String name, Function<CacheSettings, @Nullable Object> value) {
		return new Kind(name, value, false, null);
	}

	private static Kind common(String name, Function<CacheSettings, @Nullable Object> value) {
		return new Kind(name, value, true, null);
	}

	private static @Nullable String text(@Nullable Duration duration) {
		return (duration != null) ? DurationFormatterUtils.print(duration, Style.COMPOSITE) : null;
	}

	private static @Nullable String size(long bytes) {
		DataSize size = DataSize.ofBytes(bytes);
		if (bytes == 0) {
			return null;
		}
		boolean whole = bytes % DataSize.ofMegabytes(1).toBytes() == 0;
		return whole ? size.toMegabytes() + "MB" : bytes + "B";
	}

	/**
	 * A kind of setting.
	 *
	 * @param name its name under the cache
	 * @param value what is in force, {@code null} for no limit
	 * @param common whether it can be set for all caches
	 * @param spring the property of Spring that it comes from if it is not set at all
	 */
	private record Kind(String name, Function<CacheSettings, @Nullable Object> value, boolean common,
			@Nullable String spring) {

		List<ConfigurationPropertyName> properties(CacheSettings settings) {
			List<ConfigurationPropertyName> names = new ArrayList<>();
			names.add(ConfigurationPropertyName.of(CACHES.formatted(settings.name(), this.name)));
			if (PLAIN.matcher(settings.name()).matches()) {
				// Capitals and dashes do not count where there are no brackets.
				names.add(ConfigurationPropertyName.adapt(COMMON + "caches." + settings.name() + "." + this.name, '.'));
			}
			if (this.common) {
				names.add(ConfigurationPropertyName.of(COMMON + this.name));
			}
			if (this.spring != null) {
				names.add(ConfigurationPropertyName.of(this.spring));
			}
			return names;
		}

	}

}
