package io.cacheaside.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRootName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

import static org.assertj.core.api.Assertions.assertThat;

class JacksonValueCodecStateTests {

	@Test
	void annotationsThatShapeAnApiLoseNothing() {
		Account account = new Account("usr_1", "secret");
		account.notes = "n";
		account.internal = 7;
		account.when = java.time.Instant.parse("2024-01-01T00:00:00.123456789Z");
		account.address = new Address("Main St", 5);
		account.extra = Map.of("k", "v");
		account.hidden = new Hidden("h");
		assertThat(CodecFixture.roundTrip(account, Account.class)).usingRecursiveComparison().isEqualTo(account);
		assertThat(CodecFixture.json(account, Account.class)).contains("\"password\":\"secret\"", "\"userId\"");
	}

	@Test
	void gettersAndSettersAreNotCalled() {
		Guarded guarded = new Guarded();
		guarded.value = 5;
		Guarded back = (Guarded) CodecFixture.roundTrip(guarded, Guarded.class);
		assertThat(back.value).isEqualTo(5);
	}

	@Test
	void finalFieldsOfAClassWithANoArgConstructorComeBack() {
		Object back = CodecFixture.roundTrip(new FinalFields("a", List.of(1L)), FinalFields.class);
		assertThat(back).usingRecursiveComparison().isEqualTo(new FinalFields("a", List.of(1L)));
	}

	@Test
	void classComesBackByItsAllArgsConstructor() {
		assertThat(CodecFixture.roundTrip(new Immutable("a", 5), Immutable.class)).usingRecursiveComparison()
			.isEqualTo(new Immutable("a", 5));
	}

	@Test
	void classComesBackByAnAnnotatedFactory() {
		assertThat(CodecFixture.roundTrip(Made.of("a", 5), Made.class)).usingRecursiveComparison()
			.isEqualTo(Made.of("a", 5));
	}

	@Test
	void wrapperWithADelegatingCreatorComesBack() {
		assertThat(CodecFixture.roundTrip(new UserId("usr_1"), UserId.class)).isEqualTo(new UserId("usr_1"));
		assertThat(CodecFixture.roundTrip(List.of(OrgId.of("org_1")), Object.class)).usingRecursiveComparison()
			.isEqualTo(List.of(OrgId.of("org_1")));
	}

	@Test
	void fieldsOfSuperclassesComeBack() {
		Derived derived = new Derived();
		derived.base = "b";
		derived.own = 5;
		assertThat(CodecFixture.roundTrip(derived, Derived.class)).usingRecursiveComparison().isEqualTo(derived);
	}

	@Test
	void transientFieldsAreNotState() {
		WithTransient value = new WithTransient();
		value.kept = 1;
		value.dropped = 2;
		WithTransient back = (WithTransient) CodecFixture.roundTrip(value, WithTransient.class);
		assertThat(back.kept).isEqualTo(1);
		assertThat(back.dropped).isZero();
		assertThat(CodecFixture.json(value, WithTransient.class)).doesNotContain("dropped");
	}

	@Test
	void recordAccessorThatShowsAViewIsNotAsked() {
		assertThat(CodecFixture.roundTrip(new Masked("4111"), Masked.class)).isEqualTo(new Masked("4111"));
		assertThat(CodecFixture.json(new Masked("4111"), Masked.class)).contains("4111");
	}

	@Test
	void enumIsKeptByItsNameWhateverItShows() {
		assertThat(CodecFixture.json(Zoo.Color.GREEN, Zoo.Color.class)).isEqualTo("\"GREEN\"");
		assertThat(CodecFixture.roundTrip(Shown.A, Shown.class)).isEqualTo(Shown.A);
	}

	@Test
	void recordThatGainedComponentsReadsOldBytes() {
		String name = Grown.class.getName();
		assertThat(CodecFixture.CODEC.decode(CodecFixture.entry(name, "{\"id\":\"a\",\"gone\":5}"), Grown.class))
			.isEqualTo(new Grown("a", 0, null, null));
	}

	@Test
	void renamedFieldReadsOldBytesByItsAlias() {
		assertThat(CodecFixture.CODEC.decode(CodecFixture.entry(Renamed.class.getName(), "{\"old\":\"a\"}"),
				Renamed.class))
			.isEqualTo(new Renamed("a"));
	}

	@Test
	void cyclicGraphWithObjectIdsComesBack() {
		Node parent = new Node("p");
		Node child = new Node("c");
		parent.children.add(child);
		child.parent = parent;
		Node back = (Node) CodecFixture.roundTrip(parent, Node.class);
		assertThat(back.children).hasSize(1);
		assertThat(back.children.get(0).parent).isSameAs(back);
		assertThat(back.children.get(0).name).isEqualTo("c");
	}

	@Test
	void emptyRecordComesBack() {
		assertThat(CodecFixture.roundTrip(new Empty(), Empty.class)).isEqualTo(new Empty());
	}

	@JsonIgnoreProperties({ "notes" })
	@JsonRootName("account")
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@JsonFilter("none")
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	static class Account {

		@JsonProperty("user_id")
		private final String userId;

		@JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
		private final String password;

		@Nullable String notes;

		@JsonIgnore
		int internal;

		@JsonView(Integer.class)
		@JsonFormat(shape = JsonFormat.Shape.STRING, pattern = "yyyy", timezone = "UTC")
		java.time.@Nullable Instant when;

		@JsonUnwrapped(prefix = "a_")
		@Nullable Address address;

		@JsonAnyGetter
		@Nullable Map<String, String> extra;

		@Nullable Hidden hidden;

		@JsonSerialize(using = ToStringSerializer.class)
		@JsonDeserialize(using = tools.jackson.databind.deser.jdk.StringDeserializer.class)
		private final Object number = 5L;

		@JsonCreator
		Account(@JsonProperty("user_id") String userId, @JsonProperty("password") String password) {
			this.userId = userId;
			this.password = password;
		}

		@JsonGetter("password")
		String masked() {
			return "***";
		}

		@JsonIgnore
		String getUserId() {
			return this.userId;
		}

		String password() {
			return this.password;
		}

		Object number() {
			return this.number;
		}

	}

	record Address(String street, int number) {
	}

	@JsonIgnoreType
	record Hidden(String value) {
	}

	static class Guarded {

		int value;

		public int getValue() {
			throw new IllegalStateException();
		}

		public void setValue(int value) {
			throw new IllegalStateException();
		}

		@JsonProperty
		public int getOther() {
			throw new IllegalStateException();
		}

	}

	static final class FinalFields {

		private final String name;

		private final List<Long> numbers;

		private FinalFields() {
			this("", new ArrayList<>());
		}

		FinalFields(String name, List<Long> numbers) {
			this.name = name;
			this.numbers = numbers;
		}

		@Override
		public String toString() {
			return this.name + this.numbers;
		}

	}

	static final class Immutable {

		private final String name;

		private final int age;

		private Immutable(String name, int age) {
			this.name = Objects.requireNonNull(name);
			this.age = age;
		}

		@Override
		public String toString() {
			return this.name + this.age;
		}

	}

	static final class Made {

		private final String name;

		private final int age;

		private Made(int age, String text, boolean other) {
			this.name = text;
			this.age = age;
		}

		@JsonCreator
		static Made of(@JsonProperty("name") String name, @JsonProperty("age") int age) {
			return new Made(age, name, true);
		}

		@Override
		public String toString() {
			return this.name + this.age;
		}

	}

	record UserId(@JsonValue String value) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		UserId {
		}

	}

	static final class OrgId {

		@JsonValue
		private final String value;

		private OrgId(String value) {
			this.value = value;
		}

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		static OrgId of(String text) {
			return new OrgId(text);
		}

		@Override
		public String toString() {
			return this.value;
		}

	}

	static class Base {

		@Nullable String base;

	}

	static class Derived extends Base {

		int own;

	}

	static class WithTransient {

		int kept;

		transient int dropped;

	}

	record Masked(String number) {

		@Override
		public String number() {
			return "***";
		}

	}

	enum Shown {

		@JsonProperty("alpha")
		A;

		@JsonValue
		String shown() {
			return "alpha!";
		}

		@JsonCreator
		static Shown of(String text) {
			throw new IllegalStateException();
		}

	}

	record Grown(String id, int count, @Nullable Integer boxed, @Nullable String text) {
	}

	record Renamed(@JsonAlias("old") String current) {
	}

	record Empty() {
	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
	static class Node {

		@Nullable String name;

		@Nullable Node parent;

		List<Node> children = new ArrayList<>();

		Node() {
		}

		Node(String name) {
			this.name = name;
		}

	}

}
