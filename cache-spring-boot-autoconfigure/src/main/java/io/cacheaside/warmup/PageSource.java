package io.cacheaside.warmup;

import java.util.List;

/**
 * A source that is read page by page, each perhaps by a query and a transaction of its
 * own. It has to keep one order over all pages.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface PageSource<T> {

	/**
	 * Reads one page. Called with 0, 1, 2 and so on, by one thread, until a page is
	 * empty; a page that is merely short does not end the source.
	 * @param number the number of the page, from 0
	 * @param size how many elements a page has, {@code cacheaside.warmup.batch-size}
	 * @return the elements of the page, empty behind the last one
	 */
	List<? extends T> page(int number, int size);

}
