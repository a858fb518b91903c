package io.cacheaside.promise;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.testing.TestNode;

/** The ways to invalidate {@link #ID one article}, of which each does it. */
enum Invalidating {

	KEY(new InvalidationTarget.Key(Articles.CACHE, Articles.CACHE + ":1")) {
		@Override
		void on(TestNode node) {
			node.operations().cache(Articles.CACHE, Article.class).evict(ID);
		}
	},

	TAG(new InvalidationTarget.Tag("section:" + ArticleSource.SECTION)) {
		@Override
		void on(TestNode node) {
			node.operations().evictTag("section:" + ArticleSource.SECTION);
		}
	},

	PREFIX(new InvalidationTarget.Pattern(Articles.CACHE + ":*")) {
		@Override
		void on(TestNode node) {
			node.operations().evictPattern(Articles.CACHE + ":*");
		}
	},

	PATTERN(new InvalidationTarget.Pattern("a*:[0-2]")) {
		@Override
		void on(TestNode node) {
			node.operations().evictPattern("a*:[0-2]");
		}
	},

	CLEAR(new InvalidationTarget.WholeCache(Articles.CACHE)) {
		@Override
		void on(TestNode node) {
			node.operations().cache(Articles.CACHE, Article.class).clear();
		}
	};

	static final String ID = "1";

	private final InvalidationTarget target;

	Invalidating(InvalidationTarget target) {
		this.target = target;
	}

	/** Invalidates softly and returns when the node says that it is done. */
	void softlyOn(TestNode node) {
		node.operations().invalidate(this.target.soft()).join();
	}

	/** Invalidates and returns when the node says that it is done. */
	abstract void on(TestNode node);

}
