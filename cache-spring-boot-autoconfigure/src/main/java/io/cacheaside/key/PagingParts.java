package io.cacheaside.key;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.util.ClassUtils;

/** The state of Spring Data's paging types, where they are present. */
final class PagingParts {

	private static final boolean PRESENT = ClassUtils.isPresent("org.springframework.data.domain.Pageable",
			PagingParts.class.getClassLoader());

	private PagingParts() {
	}

	static boolean isPaging(Object value) {
		return PRESENT && Types.isPaging(value);
	}

	/** What stands in front of the parts, so that no list is taken for them. */
	static String kind(Object value) {
		return Types.kind(value);
	}

	static List<@Nullable Object> of(Object value) {
		return Types.parts(value);
	}

	/** Apart, so that nothing of it loads where Spring Data is absent. */
	private static final class Types {

		static boolean isPaging(Object value) {
			return value instanceof Pageable || value instanceof Sort || value instanceof Slice<?>
					|| value instanceof Limit;
		}

		static String kind(Object value) {
			if (value instanceof Sort) {
				return "sort";
			}
			if (value instanceof Limit) {
				return "limit";
			}
			return (value instanceof Pageable) ? "page" : "slice";
		}

		static List<@Nullable Object> parts(Object value) {
			List<@Nullable Object> parts = new ArrayList<>();
			if (value instanceof Sort sort) {
				for (Sort.Order order : sort) {
					parts.add(List.of(order.getProperty(), order.getDirection(), order.isIgnoreCase(),
							order.getNullHandling()));
				}
			}
			else if (value instanceof Pageable pageable) {
				parts.addAll(pageable.isPaged() ? List.of(pageable.getPageNumber(), pageable.getPageSize())
						: List.of("all"));
				parts.add(pageable.getSort());
				addOddOffset(parts, pageable);
			}
			else if (value instanceof Limit limit) {
				parts.add(limit.isLimited() ? limit.max() : "all");
			}
			else if (value instanceof Slice<?> slice) {
				parts.add(slice.getPageable());
				parts.add((slice instanceof Page<?> page) ? page.getTotalElements() : slice.hasNext());
				parts.add(slice.getContent());
			}
			return parts;
		}

		/** Some applications page by an offset that is no multiple of the size. */
		private static void addOddOffset(List<@Nullable Object> parts, Pageable pageable) {
			if (pageable.isPaged()
					&& pageable.getOffset() != (long) pageable.getPageNumber() * pageable.getPageSize()) {
				parts.add(pageable.getOffset());
			}
		}

	}

}
