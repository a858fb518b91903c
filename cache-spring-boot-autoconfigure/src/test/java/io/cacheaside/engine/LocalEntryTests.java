package io.cacheaside.engine;

import io.cacheaside.Position;
import org.junit.jupiter.api.Test;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/** What an entry remembers of checks that come at once. */
class LocalEntryTests {

	private final LocalEntry entry = new LocalEntry("value", String.class,
			new LocalEntry.Origin(Coherence.subject(KEY), Position.NONE, 1, 0), 1_000, 1);

	@Test
	void checkThatBeganBeforeDoesNotUndoThatItIsSoftlyDue() {
		this.entry.makeDue(10);
		this.entry.checkedSoftly(0);
		assertThat(this.entry.isSoftlyDue()).isTrue();
		assertThat(this.entry.isCheckedSoftly(1)).isTrue();
	}

	@Test
	void entryIsMadeDueOnce() {
		this.entry.checkedSoftly(1);
		this.entry.makeDue(10);
		assertThat(this.entry.postpone(10, 5)).isTrue();
		this.entry.makeDue(11);
		assertThat(this.entry.isInTime(14)).isTrue();
	}

}
