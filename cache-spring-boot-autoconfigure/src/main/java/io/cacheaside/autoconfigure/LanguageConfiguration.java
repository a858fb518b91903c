package io.cacheaside.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

import io.cacheaside.codec.JacksonCodecSettings;
import io.cacheaside.codec.JacksonValueCodec;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;

/** What keys, expressions, values and cache names mean, whether caching is on or off. */
@Configuration(proxyBeanMethods = false)
class LanguageConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static KeyEncoder cacheAsideKeyEncoder() {
		return new KeyEncoder();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ExpressionCompiler cacheAsideExpressionCompiler(BeanFactory beanFactory) {
		return new ExpressionCompiler(beanFactory);
	}

	@Bean
	OutcomeRecorder cacheOutcomes() {
		return new OutcomeRecorder();
	}

	@Bean
	@ConditionalOnMissingBean(name = "cacheAsideValueCodec")
	ValueCodec cacheAsideValueCodec(CacheAsideProperties properties, ConfigurableListableBeanFactory beanFactory) {
		Set<String> packages = new LinkedHashSet<>(properties.codec().allowedPackages());
		if (AutoConfigurationPackages.has(beanFactory)) {
			packages.addAll(AutoConfigurationPackages.get(beanFactory));
		}
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		return new JacksonValueCodec(new JacksonCodecSettings(List.copyOf(packages),
				(classLoader != null) ? classLoader : getClass().getClassLoader()));
	}

	@Bean
	ConfiguredCaches cacheAsideConfiguredCaches(CacheAsideProperties properties, CacheProperties springCache,
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		ValueCodec codec = beanFactory.getBean("cacheAsideValueCodec", ValueCodec.class);
		return new ConfiguredCaches(properties, springCache, codec, beanFactory, CachingSwitch.isOn(environment));
	}

}
