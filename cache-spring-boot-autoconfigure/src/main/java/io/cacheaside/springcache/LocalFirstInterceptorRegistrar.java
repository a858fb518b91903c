package io.cacheaside.springcache;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cache.annotation.ProxyCachingConfiguration;

/**
 * Puts an interceptor that asks the local tier first in the place of Spring's cache
 * interceptor. Only of the one that {@code @EnableCaching} makes: an interceptor that the
 * application defines, or one that AspectJ weaves in, stays. The advisor stays too, and
 * with it the order that the application gave {@code @EnableCaching}.
 */
public final class LocalFirstInterceptorRegistrar implements BeanDefinitionRegistryPostProcessor {

	private static final String INTERCEPTOR = "cacheInterceptor";

	private static final String STOCK_FACTORY = ProxyCachingConfiguration.class.getName();

	private static final String FACTORY = LocalFirstInterceptorFactory.class.getName();

	/** Creates the post-processor; to be a static bean. */
	public LocalFirstInterceptorRegistrar() {
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(INTERCEPTOR) || !isStock(registry.getBeanDefinition(INTERCEPTOR))) {
			return;
		}
		RootBeanDefinition factory = new RootBeanDefinition(LocalFirstInterceptorFactory.class);
		factory.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(FACTORY, factory);
		RootBeanDefinition interceptor = new RootBeanDefinition();
		interceptor.setFactoryBeanName(FACTORY);
		interceptor.setFactoryMethodName(LocalFirstInterceptorFactory.METHOD);
		interceptor.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		interceptor.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		// Removed first, since overriding may be forbidden.
		registry.removeBeanDefinition(INTERCEPTOR);
		registry.registerBeanDefinition(INTERCEPTOR, interceptor);
	}

	private static boolean isStock(BeanDefinition definition) {
		return STOCK_FACTORY.equals(definition.getFactoryBeanName())
				&& INTERCEPTOR.equals(definition.getFactoryMethodName());
	}

}
