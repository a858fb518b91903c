package io.cacheaside.sample.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

	private final CacheStatusInterceptor cacheStatus;

	WebConfiguration(CacheStatusInterceptor cacheStatus) {
		this.cacheStatus = cacheStatus;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this.cacheStatus).addPathPatterns("/api/**");
	}

}
