package io.cacheaside.codec;

import java.util.List;

import io.cacheaside.codec.CodecFixture.TypeOf;
import io.cacheaside.codec.Zoo.User;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonValueCodecPageTests {

	private static final User ADA = new User("usr_1", "Ada", 36);

	private static final Sort SORT = Sort.by(Sort.Order.desc("a").ignoreCase().nullsLast(), Sort.Order.asc("b"));

	@Test
	void pageComesBackEqual() {
		Page<User> page = new PageImpl<>(List.of(ADA), PageRequest.of(2, 10, SORT), 21);
		Object back = CodecFixture.roundTrip(page, new TypeOf<Page<User>>() {
		}.type());
		assertThat(back).isEqualTo(page);
		assertThat(((Page<?>) back).getTotalPages()).isEqualTo(3);
		assertThat(CodecFixture.roundTrip(page, Object.class)).isEqualTo(page);
		assertThat(CodecFixture.roundTrip(page, Page.class)).isEqualTo(page);
		assertThat(CodecFixture.roundTrip(page, new TypeOf<Slice<User>>() {
		}.type())).isEqualTo(page);
		assertThat(CodecFixture.roundTrip(new Listing(page), Listing.class)).isEqualTo(new Listing(page));
	}

	@Test
	void contentOfAPageKeepsItsTypes() {
		Page<Long> page = new PageImpl<>(List.of(1L, 2L));
		assertThat(CodecFixture.roundTrip(page, Object.class)).isEqualTo(page);
		Page<Object> mixed = new PageImpl<>(List.of(1L, 2));
		assertThat(CodecFixture.roundTrip(mixed, Object.class)).isEqualTo(mixed);
		assertThat(CodecFixture.roundTrip(Page.empty(), Object.class)).isEqualTo(Page.empty());
		assertThat(CodecFixture.roundTrip(Page.empty(PageRequest.of(0, 5)), new TypeOf<Page<User>>() {
		}.type())).isEqualTo(Page.empty(PageRequest.of(0, 5)));
	}

	@Test
	void sliceComesBackEqual() {
		Slice<User> slice = new SliceImpl<>(List.of(ADA), PageRequest.of(0, 1), true);
		assertThat(CodecFixture.roundTrip(slice, new TypeOf<Slice<User>>() {
		}.type())).isEqualTo(slice);
		assertThat(CodecFixture.roundTrip(slice, Object.class)).isEqualTo(slice);
	}

	@Test
	void sortAndPageableComeBackEqual() {
		for (Sort sort : List.of(SORT, Sort.unsorted(), Sort.by("x"))) {
			assertThat(CodecFixture.roundTrip(sort, Sort.class)).isEqualTo(sort);
			assertThat(CodecFixture.roundTrip(sort, Object.class)).isEqualTo(sort);
		}
		for (Pageable pageable : List.of(PageRequest.of(3, 7, SORT), Pageable.unpaged(), Pageable.unpaged(SORT))) {
			assertThat(CodecFixture.roundTrip(pageable, Pageable.class)).isEqualTo(pageable);
			assertThat(CodecFixture.roundTrip(pageable, Object.class)).isEqualTo(pageable);
		}
		assertThat(CodecFixture.roundTrip(Sort.Order.desc("a"), Sort.Order.class)).isEqualTo(Sort.Order.desc("a"));
	}

	@Test
	void pageOfAnotherKindIsRefused() {
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.encode(new OwnPage(), new TypeOf<Page<User>>() {
			}.type()))
			.withMessageContaining(OwnPage.class.getName());
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.encode(new OwnSort(), Sort.class))
			.withMessageContaining("Sort.by");
	}

	record Listing(Page<User> page) {
	}

	static final class OwnPage extends PageImpl<User> {

		private static final long serialVersionUID = 1L;

		OwnPage() {
			super(List.of());
		}

	}

	static final class OwnSort extends Sort {

		private static final long serialVersionUID = 1L;

		OwnSort() {
			super(List.of());
		}

	}

}
