package io.cacheaside;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CurrentEntryTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final PutOptions DECLARED = PutOptions.ttl(Duration.ofHours(1)).withTags("declared");

	private final CurrentEntry entry = new CurrentEntry();

	@Test
	void outsideOfALoadNobodyAsks() {
		CurrentEntry.get().ttl(MINUTE).tags("lost").doNotCache();
		assertThat(CurrentEntry.get()).isNotSameAs(CurrentEntry.get());
		assertThat(this.entry.over(DECLARED)).containsSame(DECLARED);
	}

	@Test
	void whatTheLoaderSaysGoesBeforeWhatIsDeclaredAndTagsAddUp() {
		inside(() -> CurrentEntry.get().ttl(MINUTE).tags("said").tags("too", "declared"));
		assertThat(this.entry.over(DECLARED))
			.contains(new PutOptions(TimeToLive.of(MINUTE), Set.of("declared", "said", "too")));
	}

	@Test
	void whatIsNotSaidIsAsDeclared() {
		inside(() -> CurrentEntry.get().tags("said"));
		assertThat(this.entry.over(DECLARED)).map(PutOptions::ttl).contains(TimeToLive.of(Duration.ofHours(1)));
		inside(() -> CurrentEntry.get().ttl(TimeToLive.NONE));
		assertThat(this.entry.over(DECLARED)).contains(new PutOptions(TimeToLive.NONE, Set.of("declared")));
	}

	@Test
	void notCachedIsFinal() {
		inside(() -> CurrentEntry.get().doNotCache().ttl(MINUTE).tags("said"));
		assertThat(this.entry.over(DECLARED)).isEmpty();
	}

	@Test
	void noTimeToLiveIsNotCached() {
		inside(() -> CurrentEntry.get().ttl(Duration.ZERO));
		assertThat(this.entry.over(DECLARED)).isEmpty();
		inside(() -> CurrentEntry.get().ttl(MINUTE.negated()));
		assertThat(this.entry.over(DECLARED)).isEmpty();
	}

	@Test
	void eachOpeningBeginsAnew() {
		inside(() -> CurrentEntry.get().doNotCache().tags("old"));
		inside(() -> {
		});
		assertThat(this.entry.over(DECLARED)).isEqualTo(Optional.of(DECLARED));
	}

	@Test
	void innerLoadLeavesTheOuterOneAlone() {
		CurrentEntry inner = new CurrentEntry();
		inside(() -> {
			CurrentEntry.get().tags("outer");
			CurrentEntry.Scope scope = inner.open();
			CurrentEntry.get().ttl(MINUTE).tags("inner").doNotCache();
			scope.close();
			assertThat(CurrentEntry.get()).isSameAs(this.entry);
		});
		assertThat(this.entry.over(PutOptions.DEFAULTS)).contains(PutOptions.DEFAULTS.withTags("outer"));
		assertThat(inner.over(DECLARED)).isEmpty();
	}

	@Test
	void anotherThreadSpeaksThroughTheEntryThatItIsGiven() {
		Executor otherThread = (task) -> new Thread(task).start();
		inside(() -> {
			CurrentEntry asked = CurrentEntry.get();
			CompletableFuture.runAsync(() -> {
				CurrentEntry.get().doNotCache();
				asked.ttl(MINUTE);
			}, otherThread).join();
		});
		assertThat(this.entry.over(PutOptions.DEFAULTS)).contains(PutOptions.ttl(MINUTE));
	}

	@Test
	void blankTagIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.entry.tags("a", " ")).withMessageContaining("tag");
	}

	private void inside(Runnable load) {
		CurrentEntry.Scope scope = this.entry.open();
		try {
			load.run();
		}
		finally {
			scope.close();
		}
	}

}
