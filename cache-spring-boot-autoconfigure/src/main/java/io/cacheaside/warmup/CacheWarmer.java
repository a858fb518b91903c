package io.cacheaside.warmup;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Says what to fill a cache with when the application starts. Every bean of this type is
 * run once, by one thread. Immutable; what it is made of is only called when it runs.
 *
 * <pre class="code">
 * &#64;Bean
 * CacheWarmer listings(ListingRepository repository) {
 *     return CacheWarmer.pages("api:listings", Listing.class,
 *             (number, size) -&gt; repository.page(number, size).stream()
 *                 .map((listing) -&gt; WarmupEntry.of(listing.id(), listing)).toList());
 * }
 *
 * &#64;Bean
 * CacheWarmer organizations(Organizations organizations) {
 *     return CacheWarmer.calls("organization", organizations::activeIds, organizations::organization);
 * }
 * </pre>
 *
 * Only what is absent is written. A source is read as it is written, never held as a
 * whole; a stream is closed.
 */
public final class CacheWarmer {

	private final String name;

	private final String cacheName;

	private final WarmupWork work;

	private final Traits traits;

	private CacheWarmer(String name, String cacheName, WarmupWork work, Traits traits) {
		if (name.isBlank() || cacheName.isBlank()) {
			throw new IllegalArgumentException("a cache warmer needs a name and a cache");
		}
		this.name = name;
		this.cacheName = cacheName;
		this.work = work;
		this.traits = traits;
	}

	/**
	 * Writes entries of a stream.
	 * @param cacheName the cache
	 * @param valueType the type that the cache's methods declare for its values
	 * @param source opens the stream; it is closed by the runner
	 * @param <V> the type of the values
	 * @return the warmer, named as the cache
	 */
	public static <V> CacheWarmer entries(String cacheName, Class<V> valueType,
			Supplier<? extends Stream<WarmupEntry<V>>> source) {
		return entries(cacheName, (Type) valueType, WarmupSource.of(source));
	}

	/**
	 * Writes entries of a stream, of a generic type such as {@code List<User>}.
	 * @param cacheName the cache
	 * @param valueType the type that the cache's methods declare for its values
	 * @param source opens the stream; it is closed by the runner
	 * @param <V> the type of the values
	 * @return the warmer, named as the cache
	 */
	public static <V> CacheWarmer entries(String cacheName, ParameterizedTypeReference<V> valueType,
			Supplier<? extends Stream<WarmupEntry<V>>> source) {
		return entries(cacheName, valueType.getType(), WarmupSource.of(source));
	}

	/**
	 * Writes entries that are read page by page.
	 * @param cacheName the cache
	 * @param valueType the type that the cache's methods declare for its values
	 * @param source reads a page
	 * @param <V> the type of the values
	 * @return the warmer, named as the cache
	 */
	public static <V> CacheWarmer pages(String cacheName, Class<V> valueType, PageSource<WarmupEntry<V>> source) {
		return entries(cacheName, (Type) valueType, WarmupSource.of(source));
	}

	/**
	 * Writes entries that are read page by page, of a generic type such as
	 * {@code List<User>}.
	 * @param cacheName the cache
	 * @param valueType the type that the cache's methods declare for its values
	 * @param source reads a page
	 * @param <V> the type of the values
	 * @return the warmer, named as the cache
	 */
	public static <V> CacheWarmer pages(String cacheName, ParameterizedTypeReference<V> valueType,
			PageSource<WarmupEntry<V>> source) {
		return entries(cacheName, valueType.getType(), WarmupSource.of(source));
	}

	/**
	 * Calls a cached method for each argument of a stream, so that it loads and stores
	 * what is absent. Keys, time to live and tags are those of the method.
	 * @param cacheName the cache that the method fills
	 * @param arguments opens the stream of arguments; it is closed by the runner
	 * @param method the cached method, on the bean itself, not on {@code this}
	 * @param <A> the type of the arguments
	 * @return the warmer, named as the cache
	 */
	public static <A> CacheWarmer calls(String cacheName, Supplier<? extends Stream<A>> arguments,
			Consumer<? super A> method) {
		return calls(cacheName, WarmupSource.of(arguments), method);
	}

	/**
	 * Calls a cached method for each argument, read page by page.
	 * @param cacheName the cache that the method fills
	 * @param arguments reads a page of arguments
	 * @param method the cached method, on the bean itself, not on {@code this}
	 * @param <A> the type of the arguments
	 * @return the warmer, named as the cache
	 */
	public static <A> CacheWarmer callPages(String cacheName, PageSource<A> arguments, Consumer<? super A> method) {
		return calls(cacheName, WarmupSource.of(arguments), method);
	}

	private static <V> CacheWarmer entries(String cacheName, Type valueType, WarmupSource<WarmupEntry<V>> source) {
		return new CacheWarmer(cacheName, cacheName,
				new WarmupWork.Entries<>(Objects.requireNonNull(valueType, "valueType"), source), Traits.NONE);
	}

	private static <A> CacheWarmer calls(String cacheName, WarmupSource<A> source, Consumer<? super A> method) {
		return new CacheWarmer(cacheName, cacheName,
				new WarmupWork.Calls<>(source, Objects.requireNonNull(method, "method")), Traits.NONE);
	}

	/**
	 * This warmer under another name; needed where two warmers fill one cache.
	 * @param name the name in logs
	 * @return the warmer
	 */
	public CacheWarmer named(String name) {
		return new CacheWarmer(name, this.cacheName, this.work, this.traits);
	}

	/**
	 * This warmer with a total to measure its progress by.
	 * @param total tells how many elements the source has, such as a count query; asked
	 * once, before the source is read
	 * @return the warmer
	 */
	public CacheWarmer total(LongSupplier total) {
		return new CacheWarmer(this.name, this.cacheName, this.work,
				new Traits(Objects.requireNonNull(total, "total"), this.traits.oncePerCluster()));
	}

	/**
	 * This warmer, to be run by one node for all of them: the others wait for it, or go
	 * on meanwhile if they warm in the background. A node that starts shortly after does
	 * not run it again, and where the node that runs it dies, another one goes on from
	 * where it was. The source has to keep its order for that.
	 * @return the warmer
	 */
	public CacheWarmer oncePerCluster() {
		return new CacheWarmer(this.name, this.cacheName, this.work, new Traits(this.traits.total(), true));
	}

	/**
	 * The name in logs and messages; no two warmers may share one.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The cache that is filled.
	 * @return the cache's name
	 */
	public String cacheName() {
		return this.cacheName;
	}

	WarmupWork work() {
		return this.work;
	}

	@Nullable LongSupplier total() {
		return this.traits.total();
	}

	boolean isOncePerCluster() {
		return this.traits.oncePerCluster();
	}

	private record Traits(@Nullable LongSupplier total, boolean oncePerCluster) {

		static final Traits NONE = new Traits(null, false);

	}

}
