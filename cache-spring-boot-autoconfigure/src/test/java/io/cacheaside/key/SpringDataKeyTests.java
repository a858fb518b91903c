package io.cacheaside.key;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Order;

import static org.assertj.core.api.Assertions.assertThat;

class SpringDataKeyTests {

	private final KeyEncoder encoder = new KeyEncoder();

	@Test
	void pageableIsReadable() {
		assertThat(part(PageRequest.of(0, 20))).isEqualTo("page(0,20,sort())");
		assertThat(part(PageRequest.of(2, 20, Sort.by("name")))).isEqualTo("page(2,20,sort((name,ASC,false,NATIVE)))");
		assertThat(part(Pageable.unpaged())).isEqualTo("page(all,sort())");
		assertThat(part(Limit.of(10))).isEqualTo("limit(10)");
		assertThat(part(Limit.unlimited())).isEqualTo("limit(all)");
	}

	@Test
	void pageIsItsNumbersAndContent() {
		PageRequest request = PageRequest.of(1, 2);
		assertThat(part(new PageImpl<>(List.of("a", "b"), request, 5))).isEqualTo("slice(page(1,2,sort()),5,(a,b))");
		assertThat(part(new SliceImpl<>(List.of("a", "b"), request, true)))
			.isEqualTo("slice(page(1,2,sort()),true,(a,b))");
	}

	@Test
	void whatDiffersInAnythingHasAKeyOfItsOwn() {
		Order name = Order.by("name");
		List<Object> distinct = List.of(Sort.unsorted(), Sort.by("name"), Sort.by("name").descending(),
				Sort.by(name.ignoreCase()), Sort.by(name.nullsFirst()), Sort.by(name.nullsLast()),
				Sort.by(name.ignoreCase().nullsLast()), Sort.by("name", "id"), Sort.by("id", "name"),
				Sort.by("name,id"), name, PageRequest.of(0, 20), PageRequest.of(0, 2), PageRequest.of(20, 20),
				Pageable.unpaged(), PageRequest.of(0, 20, Sort.by("name")), Pageable.unpaged(Sort.by("name")),
				Limit.of(20), new PageImpl<>(List.of("a")), new PageImpl<>(List.of("b")), new SliceImpl<>(List.of("a")),
				new OffsetPage(0), new OffsetPage(5), Set.of(name), Map.of("name", "ASC"), List.of("name", "ASC"),
				"page", "page<0,20,sort<>>");
		Map<String, Object> keys = new HashMap<>();
		for (Object value : distinct) {
			assertThat(keys.put(part(value), value)).as(value.toString()).isNull();
		}
	}

	private String part(Object value) {
		return this.encoder.encodePart(value);
	}

	/** Counts its pages in its own way. */
	static class OffsetPage extends PageRequest {

		private static final long serialVersionUID = 1L;

		private final long offset;

		OffsetPage(long offset) {
			super(0, 7, Sort.unsorted());
			this.offset = offset;
		}

		@Override
		public long getOffset() {
			return this.offset;
		}

	}

}
