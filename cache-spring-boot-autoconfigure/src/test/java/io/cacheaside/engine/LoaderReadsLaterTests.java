package io.cacheaside.engine;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/** Loaders that ask another cache for a value that comes later. */
class LoaderReadsLaterTests extends LimitedLoads {

	private static final CacheKey OUTER = new CacheKey("outer", "outer:1");

	private static final InvalidationTarget.Key TARGET = new InvalidationTarget.Key("cache", "cache:key");

	@Test
	void whatIsBuiltFromItIsInvalidatedWithIt() throws Throwable {
		CacheEngine node = nodeWithAValue();
		load(node, OUTER, () -> "built from " + lookup(node));
		TwoNodes.invalidate(node, TARGET);
		assertThat(node.region("outer").lookup(OUTER, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void itIsNotWhatIsDueSinceASoftInvalidation() throws Throwable {
		CacheEngine node = nodeWithAValue();
		TwoNodes.invalidate(node, TARGET.soft());
		assertThat(lookup(node)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
		load(node, OUTER, () -> {
			assertThat(lookup(node)).isInstanceOf(Lookup.Miss.class);
			return "built";
		});
	}

	@Test
	void itsLoadBeginsOnTheThreadOfTheLoader() throws Throwable {
		CacheEngine node = nodeWithAValue();
		load(node, OUTER, () -> {
			CacheRegion region = node.region("cache");
			Thread caller = Thread.currentThread();
			var stage = region.lookupAsync(OTHER, OTHER, String.class, Refreshing.NONE)
				.thenCompose((lookup) -> region.begin(OTHER, OTHER, lookup, region.start()))
				.thenAccept((begun) -> assertThat(Thread.currentThread()).isSameAs(caller));
			assertThat(stage.toCompletableFuture()).isCompleted();
			return "built";
		});
	}

	private CacheEngine nodeWithAValue() {
		CacheEngine node = this.fixture.withoutLocalTier().executor(this.threads).node();
		Awaitility.await().until(() -> {
			this.fixture.settle();
			attempt(node, KEY, () -> "old");
			return lookup(node) instanceof Lookup.Hit;
		});
		return node;
	}

	private static Lookup lookup(CacheEngine node) {
		return Await.await(node.region("cache").lookupAsync(KEY, KEY, String.class, Refreshing.NONE));
	}

}
