package io.cacheaside.codec;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/** Spring Data's pages, slices, sorts and page requests as records. */
final class PageValues {

	private PageValues() {
	}

	/**
	 * The stand-in for one of Spring Data's types.
	 * @param type the type, with its generic parameters
	 * @param types makes types
	 * @return the stand-in
	 */
	static StandIn standInFor(JavaType type, TypeFactory types) {
		Class<?> raw = type.getRawClass();
		if (Slice.class.isAssignableFrom(raw)) {
			JavaType content = type.findSuperType(Slice.class).containedTypeOrUnknown(0);
			return new StandIn(types.constructParametricType(SliceState.class, content), PageValues::stateOfSlice,
					(state) -> ((SliceState<?>) state).toSlice());
		}
		if (raw == Sort.class) {
			return new StandIn(types.constructType(SortState.class), (sort) -> SortState.of((Sort) sort),
					(state) -> ((SortState) state).toSort());
		}
		if (raw == Sort.Order.class) {
			return new StandIn(types.constructType(OrderState.class), (order) -> OrderState.of((Sort.Order) order),
					(state) -> ((OrderState) state).toOrder());
		}
		return new StandIn(types.constructType(PageableState.class),
				(pageable) -> PageableState.of((Pageable) pageable), (state) -> ((PageableState) state).toPageable());
	}

	static boolean isSlice(Object value) {
		return value instanceof Slice<?>;
	}

	static List<?> content(Object slice) {
		return ((Slice<?>) slice).getContent();
	}

	private static Object stateOfSlice(Object value) {
		if (value.getClass() != PageImpl.class && value.getClass() != SliceImpl.class) {
			throw new Refusal(value.getClass().getName() + " is a page of its own kind; cache a PageImpl or a DTO");
		}
		Slice<?> slice = (Slice<?>) value;
		Long total = (slice instanceof Page<?> page) ? page.getTotalElements() : null;
		return new SliceState<>(slice.getContent(), slice.getPageable(), total, slice.hasNext());
	}

	record SliceState<T>(List<T> content, Pageable pageable, @Nullable Long total, boolean more) {

		Slice<T> toSlice() {
			return (this.total != null) ? new PageImpl<>(this.content, this.pageable, this.total)
					: new SliceImpl<>(this.content, this.pageable, this.more);
		}

	}

	record PageableState(boolean paged, int page, int size, Sort sort) {

		static PageableState of(Pageable pageable) {
			if (!KnownTypes.isPage(pageable.getClass())) {
				throw new Refusal(pageable.getClass().getName() + " is a Pageable of its own kind; use PageRequest");
			}
			return pageable.isPaged()
					? new PageableState(true, pageable.getPageNumber(), pageable.getPageSize(), pageable.getSort())
					: new PageableState(false, 0, 0, pageable.getSort());
		}

		Pageable toPageable() {
			return this.paged ? PageRequest.of(this.page, this.size, this.sort) : Pageable.unpaged(this.sort);
		}

	}

	record SortState(List<OrderState> orders) {

		static SortState of(Sort sort) {
			if (sort.getClass() != Sort.class) {
				throw new Refusal(sort.getClass().getName() + " is a Sort of its own kind; use Sort.by");
			}
			return new SortState(sort.stream().map(OrderState::of).toList());
		}

		Sort toSort() {
			return Sort.by(this.orders.stream().map(OrderState::toOrder).toList());
		}

	}

	record OrderState(String property, Sort.Direction direction, boolean ignoreCase, Sort.NullHandling nulls) {

		static OrderState of(Sort.Order order) {
			if (order.getClass() != Sort.Order.class) {
				throw new Refusal(order.getClass().getName() + " is an Order of its own kind; use Sort.Order");
			}
			return new OrderState(order.getProperty(), order.getDirection(), order.isIgnoreCase(),
					order.getNullHandling());
		}

		Sort.Order toOrder() {
			Sort.Order order = new Sort.Order(this.direction, this.property, this.nulls);
			return this.ignoreCase ? order.ignoreCase() : order;
		}

	}

}
