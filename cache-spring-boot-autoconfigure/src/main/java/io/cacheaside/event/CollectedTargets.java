package io.cacheaside.event;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CompositeKey;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;
import org.jspecify.annotations.Nullable;

/** Encodes what a rule names and keeps it. */
final class CollectedTargets implements InvalidationTargets {

	private static final String PLACEHOLDER = "{}";

	private final KeyEncoder encoder;

	private final Consumer<InvalidationTarget> targets;

	CollectedTargets(KeyEncoder encoder, Consumer<InvalidationTarget> targets) {
		this.encoder = encoder;
		this.targets = targets;
	}

	@Override
	public InvalidationTargets key(String cacheName, @Nullable Object... parts) {
		String logical = this.encoder.encode(cacheName, new CompositeKey(list(parts))).logical();
		this.targets.accept(new InvalidationTarget.Key(cacheName, logical));
		return this;
	}

	@Override
	public InvalidationTargets pattern(String glob, @Nullable Object... values) {
		String filled = fill(glob, list(values), GlobPattern::escape);
		try {
			GlobPattern.parse(filled);
		}
		catch (IllegalArgumentException ex) {
			throw new CacheKeyException("pattern \"" + glob + "\" is malformed: " + ex.getMessage(), ex);
		}
		this.targets.accept(new InvalidationTarget.Pattern(filled));
		return this;
	}

	@Override
	public InvalidationTargets tag(String tag, @Nullable Object... values) {
		String filled = fill(tag, list(values), UnaryOperator.identity());
		if (filled.isBlank()) {
			throw new CacheKeyException("a tag must not be blank");
		}
		this.targets.accept(new InvalidationTarget.Tag(filled));
		return this;
	}

	@Override
	public InvalidationTargets clear(String cacheName) {
		if (cacheName.isBlank()) {
			throw new CacheKeyException("the name of a cache to clear must not be blank");
		}
		this.targets.accept(new InvalidationTarget.WholeCache(cacheName));
		return this;
	}

	@Override
	public InvalidationTargets softly() {
		return new CollectedTargets(this.encoder, (target) -> this.targets.accept(target.soft()));
	}

	/** A lone {@code null} for varargs arrives as no array at all. */
	private static List<@Nullable Object> list(@Nullable Object @Nullable [] values) {
		return (values != null) ? Arrays.asList(values) : Arrays.asList((Object) null);
	}

	private String fill(String text, List<@Nullable Object> values, UnaryOperator<String> escape) {
		StringBuilder filled = new StringBuilder();
		int from = 0;
		for (Object value : values) {
			int at = text.indexOf(PLACEHOLDER, from);
			if (at < 0) {
				throw mismatch(text, values);
			}
			filled.append(text, from, at).append(escape.apply(this.encoder.encodePart(value)));
			from = at + PLACEHOLDER.length();
		}
		if (text.indexOf(PLACEHOLDER, from) >= 0) {
			throw mismatch(text, values);
		}
		return filled.append(text, from, text.length()).toString();
	}

	private static CacheKeyException mismatch(String text, List<@Nullable Object> values) {
		return new CacheKeyException(
				"\"" + text + "\" has to hold one {} for each value, but there are " + values.size() + " values");
	}

}
