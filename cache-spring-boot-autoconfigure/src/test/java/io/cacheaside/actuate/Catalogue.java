package io.cacheaside.actuate;

import java.util.stream.Stream;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupEntry;

/** An application with two caches and a warmer. */
@Configuration(proxyBeanMethods = false)
public class Catalogue {

	@Bean
	Products products() {
		return new Products();
	}

	@Bean
	CacheWarmer warmer() {
		return CacheWarmer
			.entries("plan", String.class,
					() -> Stream.of(WarmupEntry.of("free", "Free"), WarmupEntry.of("pro", "Pro")))
			.named("all plans");
	}

	/** Cached by annotation. */
	public static class Products {

		/**
		 * Loads a product.
		 * @param id its identifier
		 * @return the product
		 */
		@CacheAside(cacheNames = "product", key = "#id", ttl = "2m", tags = "shelf:#{#id.length()}")
		public Product product(String id) {
			return new Product(id, "secret of " + id);
		}

	}

	/**
	 * A value.
	 *
	 * @param id its identifier
	 * @param text what it says
	 */
	public record Product(String id, String text) {

	}

}
