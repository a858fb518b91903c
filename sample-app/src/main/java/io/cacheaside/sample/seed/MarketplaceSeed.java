package io.cacheaside.sample.seed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database before the web server opens its port, so that nobody sees, or
 * caches, half a marketplace. A start that is broken off is made good by the next one.
 */
@Component
class MarketplaceSeed implements SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(MarketplaceSeed.class);

	private final SeedProperties properties;

	private final SeedWriter writer;

	MarketplaceSeed(SeedProperties properties, SeedWriter writer) {
		this.properties = properties;
		this.writer = writer;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.writer.isFinished()) {
			log.info("Found the marketplace of an earlier start, with {} agents", this.writer.agents());
			return;
		}
		SeedGenerator generator = new SeedGenerator(this.properties.seed(), this.properties.agents());
		SeedProgress progress = new SeedProgress(generator.rows(), System::nanoTime, log::info);
		this.writer.deleteAll();
		this.writer.write(generator, progress);
		this.writer.index();
		this.writer.finish(this.properties);
		progress.finish();
	}

}
