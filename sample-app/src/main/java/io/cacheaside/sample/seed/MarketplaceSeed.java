package io.cacheaside.sample.seed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Fills an empty database before the web server opens its port, so that nobody sees, or
 * caches, half a marketplace. All in one transaction: a start that is broken off leaves
 * nothing behind.
 */
@Component
class MarketplaceSeed implements SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(MarketplaceSeed.class);

	private final SeedProperties properties;

	private final SeedWriter writer;

	private final TransactionOperations transaction;

	MarketplaceSeed(SeedProperties properties, SeedWriter writer, TransactionOperations transaction) {
		this.properties = properties;
		this.writer = writer;
		this.transaction = transaction;
	}

	@Override
	public void afterSingletonsInstantiated() {
		long agents = this.writer.agents();
		if (agents > 0) {
			log.info("Found a marketplace with {} agents", agents);
			return;
		}
		SeedGenerator generator = new SeedGenerator(this.properties.seed(), this.properties.agents());
		int rows = generator.rows();
		SeedProgress progress = new SeedProgress(rows, System::nanoTime, log::info);
		this.transaction.executeWithoutResult((status) -> this.writer.write(generator, progress));
		progress.finish();
	}

}
