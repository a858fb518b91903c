package io.cacheaside.autoconfigure;

import java.io.IOException;
import java.util.Iterator;
import java.util.Properties;

import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.cache.autoconfigure.JCacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.JCachePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

import io.cacheaside.springcache.CacheAsideCacheManager;

/**
 * Keeps the JCache manager that Spring Boot would have made, for applications that inject
 * it (Hibernate's second-level cache for one): Boot's whole cache auto-configuration
 * steps back where there is a Spring cache manager, this bean with it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(Caching.class)
@ConditionalOnBean(CacheAsideCacheManager.class)
class JCacheConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Conditional(ProviderAvailable.class)
	CacheManager jCacheCacheManager(CacheProperties properties, ResourceLoader resources,
			ObjectProvider<JCacheManagerCustomizer> managerCustomizers,
			ObjectProvider<JCachePropertiesCustomizer> propertiesCustomizers) throws IOException {
		String name = properties.getJcache().getProvider();
		CachingProvider provider = StringUtils.hasText(name) ? Caching.getCachingProvider(name)
				: Caching.getCachingProvider();
		Properties providerProperties = new Properties();
		propertiesCustomizers.orderedStream().forEach((customizer) -> customizer.customize(providerProperties));
		Resource location = properties.resolveConfigLocation(properties.getJcache().getConfig());
		CacheManager manager = provider.getCacheManager((location != null) ? location.getURI() : null,
				resources.getClassLoader(), providerProperties);
		managerCustomizers.orderedStream().forEach((customizer) -> customizer.customize(manager));
		return manager;
	}

	/** A provider is named, or there is exactly one. */
	static class ProviderAvailable extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("JCache provider");
			if (context.getEnvironment().containsProperty("spring.cache.jcache.provider")) {
				return ConditionOutcome.match(message.because("one is named"));
			}
			Iterator<CachingProvider> providers = Caching.getCachingProviders().iterator();
			if (!providers.hasNext()) {
				return ConditionOutcome.noMatch(message.because("there is none"));
			}
			providers.next();
			return providers.hasNext() ? ConditionOutcome.noMatch(message.because("there are several"))
					: ConditionOutcome.match(message.because("there is one"));
		}

	}

}
