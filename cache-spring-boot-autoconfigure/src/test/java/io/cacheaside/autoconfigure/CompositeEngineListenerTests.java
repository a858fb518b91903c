package io.cacheaside.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.ObservedWork;

import static org.assertj.core.api.Assertions.assertThat;

class CompositeEngineListenerTests {

	private final List<String> heard = new ArrayList<>();

	@Test
	void workThatNobodyObservesIsNone() {
		assertThat(composite(EngineListener.NONE, EngineListener.NONE).loadAnnounced("user"))
			.isSameAs(ObservedWork.NONE);
	}

	@Test
	void everyObserverIsToldInTheOrderOfBracketsThoughAnotherOneFails() {
		ObservedWork work = composite(observer("a"), refusing(), failing(), EngineListener.NONE, observer("b"))
			.loadAnnounced("user");
		ObservedWork.Scope scope = work.begin();
		scope.close();
		work.end(null);
		assertThat(this.heard).containsExactly("a begins", "b begins", "b leaves", "a leaves", "a ends", "b ends");
	}

	private static EngineListener composite(EngineListener... listeners) {
		return new CompositeEngineListener(List.of(listeners));
	}

	private EngineListener observer(String name) {
		return observer(new ObservedWork() {

			@Override
			public Scope begin() {
				CompositeEngineListenerTests.this.heard.add(name + " begins");
				return () -> CompositeEngineListenerTests.this.heard.add(name + " leaves");
			}

			@Override
			public void end(@Nullable Throwable failure) {
				CompositeEngineListenerTests.this.heard.add(name + " ends");
			}

		});
	}

	private static EngineListener refusing() {
		return new EngineListener() {

			@Override
			public ObservedWork loadAnnounced(String cacheName) {
				throw new IllegalStateException("refused");
			}

		};
	}

	private static EngineListener failing() {
		return observer(new ObservedWork() {

			@Override
			public Scope begin() {
				throw new IllegalStateException("begin");
			}

			@Override
			public void end(@Nullable Throwable failure) {
				throw new IllegalStateException("end");
			}

		});
	}

	private static EngineListener observer(ObservedWork work) {
		return new EngineListener() {

			@Override
			public ObservedWork loadAnnounced(String cacheName) {
				return work;
			}

		};
	}

}
