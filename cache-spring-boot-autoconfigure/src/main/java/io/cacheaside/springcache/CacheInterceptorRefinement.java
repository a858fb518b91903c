package io.cacheaside.springcache;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.interceptor.SimpleKeyGenerator;

import io.cacheaside.engine.DetachedTransaction;

/**
 * Gives Spring's own cache interceptor our resolver and key generator, where the
 * application has not chosen its own.
 */
public final class CacheInterceptorRefinement implements SmartInitializingSingleton {

	private final ObjectProvider<CacheAspectSupport> aspects;

	private final CacheAsideCacheManager manager;

	private final Predicate<String> inlineList;

	private final Supplier<Optional<Supplier<Mono<Optional<DetachedTransaction>>>>> reactive;

	/**
	 * Creates the refinement.
	 * @param aspects Spring's cache interceptors
	 * @param manager our cache manager
	 * @param inlineList whether a key expression is an inline list
	 * @param reactive gives the transaction of a subscription, where the application has
	 * reactive transactions; asked once all beans are there
	 */
	public CacheInterceptorRefinement(ObjectProvider<CacheAspectSupport> aspects, CacheAsideCacheManager manager,
			Predicate<String> inlineList, Supplier<Optional<Supplier<Mono<Optional<DetachedTransaction>>>>> reactive) {
		this.reactive = reactive;
		this.aspects = aspects;
		this.manager = manager;
		this.inlineList = inlineList;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.aspects.orderedStream().forEach(this::refine);
	}

	private void refine(CacheAspectSupport aspect) {
		CacheResolver resolver = aspect.getCacheResolver();
		boolean plain = resolver == null || (resolver.getClass() == SimpleCacheResolver.class
				&& ((SimpleCacheResolver) resolver).getCacheManager() == this.manager);
		if (!plain) {
			return;
		}
		DeclaredTypeCacheResolver ours = new DeclaredTypeCacheResolver(this.manager, this.inlineList);
		aspect.setCacheResolver(ours);
		if (aspect.getKeyGenerator().getClass() == SimpleKeyGenerator.class) {
			aspect.setKeyGenerator(new ArgumentsKeyGenerator());
		}
		if (aspect instanceof LocalFirstCacheInterceptor localFirst) {
			localFirst.answerFrom(this.manager, ours,
					this.reactive.get()
						.map((transactions) -> new ReactiveInvocations(transactions, ours.detached()))
						.orElse(null));
		}
	}

}
