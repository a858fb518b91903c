package io.cacheaside.promise;

import io.cacheaside.testing.TestNode;

/** The ways to invalidate {@link #ID one article}, of which each does it. */
enum Invalidating {

	KEY {
		@Override
		void on(TestNode node) {
			node.operations().cache(Articles.CACHE, Article.class).evict(ID);
		}
	},

	TAG {
		@Override
		void on(TestNode node) {
			node.operations().evictTag("section:" + ArticleSource.SECTION);
		}
	},

	PREFIX {
		@Override
		void on(TestNode node) {
			node.operations().evictPattern(Articles.CACHE + ":*");
		}
	},

	PATTERN {
		@Override
		void on(TestNode node) {
			node.operations().evictPattern("a*:[0-2]");
		}
	},

	CLEAR {
		@Override
		void on(TestNode node) {
			node.operations().cache(Articles.CACHE, Article.class).clear();
		}
	};

	static final String ID = "1";

	/** Invalidates and returns when the node says that it is done. */
	abstract void on(TestNode node);

}
