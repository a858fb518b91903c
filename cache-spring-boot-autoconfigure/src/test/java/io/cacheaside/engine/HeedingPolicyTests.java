package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.CurrentEntry;
import io.cacheaside.PutOptions;

import static org.assertj.core.api.Assertions.assertThat;

class HeedingPolicyTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final CurrentEntry entry = new CurrentEntry();

	private final Loader loader = ((Loader) () -> {
		CurrentEntry.get().ttl(MINUTE);
		return "value";
	}).opening(this.entry);

	@Test
	void loaderIsHeardOnWhateverThreadItRuns() {
		EntryPolicy policy = EntryPolicy.defaults(String.class).heeding(this.entry);
		assertThat(policy.optionsFor("value")).contains(PutOptions.DEFAULTS);
		Object value = CompletableFuture.supplyAsync(this::load, (task) -> new Thread(task).start()).join();
		assertThat(policy.optionsFor(value)).contains(PutOptions.ttl(MINUTE));
	}

	@Test
	void whatIsNotToBeStoredIsNotStoredWhateverTheLoaderSays() {
		EntryPolicy never = new EntryPolicy() {

			@Override
			public Type type() {
				return String.class;
			}

			@Override
			public Optional<PutOptions> optionsFor(@Nullable Object value) {
				return Optional.empty();
			}

		};
		assertThat(never.heeding(this.entry).optionsFor(load())).isEmpty();
	}

	@Test
	void policyKeepsItsTypeAndOrigin() {
		EntryPolicy declared = EntryPolicy.of(String.class, PutOptions.DEFAULTS, "somewhere");
		assertThat(declared.heeding(this.entry).type()).isEqualTo(String.class);
		assertThat(declared.heeding(this.entry).origin()).isEqualTo("somewhere");
	}

	private @Nullable Object load() {
		try {
			return this.loader.load();
		}
		catch (Throwable ex) {
			throw new CompletionException(ex);
		}
	}

}
