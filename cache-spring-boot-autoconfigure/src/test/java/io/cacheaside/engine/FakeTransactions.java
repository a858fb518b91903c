package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

/** One transaction at a time, of the thread of the test. */
final class FakeTransactions implements TransactionScope {

	private final Set<InvalidationTarget> targets = new LinkedHashSet<>();

	private final List<AfterCommit> actions = new ArrayList<>();

	private @Nullable LoadStart began;

	private @Nullable Invalidator carryOut;

	private boolean writing;

	/** Begins a transaction that may write. */
	void begin(LoadStart start) {
		this.began = start;
		this.writing = true;
	}

	void beginReadOnly(LoadStart start) {
		this.began = start;
	}

	void commit() {
		Invalidator invalidator = this.carryOut;
		List<AfterCommit> after = List.copyOf(this.actions);
		Set<InvalidationTarget> all = new LinkedHashSet<>(this.targets);
		this.actions.clear();
		rollBack();
		if (invalidator != null) {
			Await.await(invalidator.invalidate(Invalidation.of(all)));
		}
		after.forEach((each) -> each.action().run());
	}

	void rollBack() {
		this.began = null;
		this.writing = false;
		this.carryOut = null;
		this.targets.clear();
		this.actions.forEach((each) -> each.giveUp().run());
		this.actions.clear();
	}

	@Override
	public Optional<LoadStart> began() {
		return Optional.ofNullable(this.began);
	}

	@Override
	public boolean mayWrite() {
		return this.writing;
	}

	@Override
	public boolean hides(Subject subject) {
		if (this.targets.isEmpty()) {
			return false;
		}
		MarkerIndex index = new MarkerIndex(1_000);
		index.raise(List.copyOf(this.targets));
		return index.isStale(subject, Position.NONE) || index.isDue(subject, Position.NONE);
	}

	@Override
	public boolean defer(Invalidation invalidation, Invalidator invalidator) {
		if (this.began == null) {
			return false;
		}
		this.targets.addAll(invalidation.targets());
		this.carryOut = invalidator;
		return true;
	}

	@Override
	public void afterCommit(AfterCommit waiting) {
		if (this.began != null) {
			this.actions.add(waiting);
		}
		else {
			waiting.action().run();
		}
	}

}
