package io.cacheaside.sample;

import java.util.List;

import org.springframework.data.domain.Slice;

/**
 * One page of a longer list.
 *
 * @param items what is on the page
 * @param page the page's number, from 0
 * @param size the largest number of items on a page
 * @param hasNext whether a further page follows
 * @param <T> the type of the items
 */
public record ResultPage<T>(List<T> items, int page, int size, boolean hasNext) {

	/** The largest page that a client may ask for. */
	public static final int MAX_SIZE = 100;

	public ResultPage {
		items = List.copyOf(items);
	}

	public static <T> ResultPage<T> of(Slice<T> slice) {
		return new ResultPage<>(slice.getContent(), slice.getNumber(), slice.getSize(), slice.hasNext());
	}

	/**
	 * A page out of a result that was asked for one item more than the page holds.
	 * @param found up to {@code size + 1} items
	 * @param page the page's number
	 * @param size the page's size
	 * @param <T> the type of the items
	 * @return the page
	 */
	public static <T> ResultPage<T> ofOneMore(List<T> found, int page, int size) {
		return new ResultPage<>(found.subList(0, Math.min(size, found.size())), page, size, found.size() > size);
	}

}
