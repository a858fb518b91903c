package io.cacheaside.springcache;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.expression.ExpressionCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/** What of an application's caching configuration is kept. */
class LocalFirstInterceptorRegistrarTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withAllowBeanDefinitionOverriding(false)
		.withBean(ExpressionCompiler.class, () -> new ExpressionCompiler(null))
		.withBean(LocalFirstInterceptorRegistrar.class)
		.withBean(CacheManager.class, ConcurrentMapCacheManager::new)
		.withBean(Counting.class);

	@Test
	void stockInterceptorIsReplaced() {
		this.runner.withUserConfiguration(Stock.class).run((context) -> {
			assertThat(context.getBean(CacheInterceptor.class)).isInstanceOf(LocalFirstCacheInterceptor.class);
			BeanFactoryCacheOperationSourceAdvisor advisor = context
				.getBean(BeanFactoryCacheOperationSourceAdvisor.class);
			assertThat(advisor.getAdvice()).isSameAs(context.getBean(CacheInterceptor.class));
			assertThat(advisor.getOrder()).isEqualTo(5);
		});
	}

	@Test
	void configurerOfTheApplicationIsAsked() {
		this.runner.withUserConfiguration(Stock.class, Configured.class)
			.run((context) -> assertThat(context.getBean(CacheInterceptor.class).getErrorHandler())
				.isInstanceOf(LoggingCacheErrorHandler.class));
	}

	@Test
	void interceptorThatIsNotToldOfOurCachesDoesAsSpringDoes() {
		this.runner.withUserConfiguration(Stock.class).run((context) -> {
			Counting counting = context.getBean(Counting.class);
			assertThat(counting.next("a")).isEqualTo(1);
			assertThat(counting.next("a")).isEqualTo(1);
			assertThat(counting.next("b")).isEqualTo(2);
		});
	}

	@Test
	void interceptorOfTheApplicationStays() {
		this.runner.withUserConfiguration(Own.class)
			.run((context) -> assertThat(context.getBean(CacheInterceptor.class))
				.isExactlyInstanceOf(CacheInterceptor.class));
	}

	@Test
	void nothingHappensWithoutCaching() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(CacheInterceptor.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(order = 5)
	static class Stock {

	}

	@Configuration(proxyBeanMethods = false)
	static class Configured implements CachingConfigurer {

		@Override
		public CacheErrorHandler errorHandler() {
			return new LoggingCacheErrorHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		CacheInterceptor cacheInterceptor(CacheOperationSource source) {
			CacheInterceptor interceptor = new CacheInterceptor();
			interceptor.setCacheOperationSource(source);
			return interceptor;
		}

		@Bean
		CacheOperationSource cacheOperationSource() {
			return new org.springframework.cache.annotation.AnnotationCacheOperationSource();
		}

	}

	static class Counting {

		private int count;

		@Cacheable("counts")
		public int next(String id) {
			return ++this.count;
		}

	}

}
