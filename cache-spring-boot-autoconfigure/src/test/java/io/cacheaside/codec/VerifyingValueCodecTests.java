package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.cacheaside.codec.Zoo.Box;
import io.cacheaside.codec.Zoo.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyingValueCodecTests {

	private final List<LostState> losses = new ArrayList<>();

	private final VerifyingValueCodec plain = new VerifyingValueCodec(new ApiCodec(),
			(type, losses) -> this.losses.addAll(losses));

	private final VerifyingValueCodec own = new VerifyingValueCodec(CodecFixture.CODEC,
			(type, losses) -> this.losses.addAll(losses));

	@Test
	void fieldsThatWereNeverWrittenAreReportedByPath() {
		Account account = new Account();
		account.name = "a";
		account.secret = "s";
		account.child = new Account();
		account.child.secret = "t";
		this.plain.encode(account, Account.class);
		assertThat(this.losses).extracting(LostState::path).containsExactlyInAnyOrder("$.secret", "$.child.secret");
		assertThat(this.losses).allSatisfy((loss) -> {
			assertThat(loss.typeName()).isEqualTo("java.lang.String");
			assertThat(loss.what()).isEqualTo("came back as null");
		});
	}

	@Test
	void scalarsThatChangedTheirTypeAreReported() {
		this.plain.encode(new Loose(5L, Map.of("a", 1L), List.of(3L, 2)), Loose.class);
		assertThat(this.losses).extracting(LostState::path)
			.containsExactlyInAnyOrder("$.any", "$.map[key]", "$.list[0]");
		assertThat(this.losses).allSatisfy((loss) -> assertThat(loss.what()).contains("java.lang.Integer"));
	}

	@Test
	void valueThatCannotBeReadBackIsReported() {
		this.plain.encode(new Unreadable(5), Unreadable.class);
		assertThat(this.losses).singleElement().extracting(LostState::what).asString().contains("cannot be read back");
	}

	@Test
	void ownCodecLosesNothingOfTheSame() {
		Account account = new Account();
		account.secret = "s";
		this.own.encode(account, Account.class);
		this.own.encode(new Loose(5L, Map.of("a", 1L), List.of(3L, 2)), Loose.class);
		Set<Optional<User>> nested = Set.of(Optional.of(new User("a", null, 1)), Optional.empty());
		this.own.encode(new Box<>(nested), BOX);
		assertThat(this.losses).isEmpty();
	}

	@ParameterizedTest
	@MethodSource({ "io.cacheaside.codec.JacksonValueCodecRoundTripTests#scalars",
			"io.cacheaside.codec.JacksonValueCodecRoundTripTests#containers",
			"io.cacheaside.codec.JacksonValueCodecRoundTripTests#applicationTypes" })
	void ownCodecLosesNothing(Object value, Type declaredType) {
		this.own.encode(value, declaredType);
		assertThat(this.losses).isEmpty();
	}

	@Test
	void cyclesAreCompared() {
		JacksonValueCodecStateTests.Node node = new JacksonValueCodecStateTests.Node("p");
		node.parent = node;
		this.own.encode(node, JacksonValueCodecStateTests.Node.class);
		assertThat(this.losses).isEmpty();
	}

	@Test
	void resultIsThatOfTheCodecBehind() {
		EncodedValue encoded = this.own.encode(5L, Long.class);
		assertThat(encoded.payload()).isEqualTo(CodecFixture.CODEC.encode(5L, Long.class).payload());
		assertThat(this.own.decode(CodecFixture.entry(encoded), Long.class)).isEqualTo(5L);
	}

	private static final Type BOX = new CodecFixture.TypeOf<Box<Set<Optional<User>>>>() {
	}.type();

	static class Account {

		public @Nullable String name;

		public @Nullable Account child;

		private @Nullable String secret;

	}

	record Loose(Object any, Map<String, Object> map, List<Object> list) {
	}

	static final class Unreadable {

		public final int value;

		Unreadable(int one) {
			this.value = one;
		}

	}

	/** What an application's own mapper would do. */
	private static final class ApiCodec implements ValueCodec {

		private final JsonMapper mapper = new JsonMapper();

		@Override
		public EncodedValue encode(Object value, Type declaredType) {
			return new EncodedValue(declaredType.getTypeName(), this.mapper.writeValueAsBytes(value));
		}

		@Override
		public Object decode(Entry entry, Type declaredType) {
			try {
				return this.mapper.readValue(entry.bytes(), entry.payloadOffset(), entry.payloadLength(),
						this.mapper.constructType(declaredType));
			}
			catch (RuntimeException ex) {
				throw new ValueCodecException("unreadable", ex);
			}
		}

	}

}
