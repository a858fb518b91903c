package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.cacheaside.Position;
import io.cacheaside.codec.CodecFixture.TypeOf;
import io.cacheaside.codec.Zoo.Box;
import io.cacheaside.codec.Zoo.Shape;
import io.cacheaside.codec.Zoo.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonValueCodecDecodeTests {

	static final AtomicInteger INITIALISED = new AtomicInteger();

	@ParameterizedTest
	@ValueSource(strings = { "javax.naming.InitialContext", "com.sun.rowset.JdbcRowSetImpl",
			"org.springframework.context.support.ClassPathXmlApplicationContext", "java.lang.ProcessBuilder",
			"java.util.ArrayList<java.lang.ProcessBuilder>",
			"java.util.Map<java.lang.String,javax.script.ScriptEngineManager[]>", "java.net.URLClassLoader[]",
			"io.cacheasideevil.Gadget" })
	void classThatIsNotAllowedIsNeverLoaded(String typeName) {
		List<String> asked = new ArrayList<>();
		JacksonValueCodec codec = new JacksonValueCodec(
				new JacksonCodecSettings(List.of("io.cacheaside.codec"), recording(asked)));
		for (Type declared : List.of(Object.class, User.class, new TypeOf<List<User>>() {
		}.type())) {
			assertThatExceptionOfType(ValueCodecException.class)
				.isThrownBy(() -> codec.decode(CodecFixture.entry(typeName, "{}"), declared));
		}
		assertThat(asked).isEmpty();
	}

	@Test
	void allowedClassThatDoesNotFitIsNotInitialised() {
		String gadget = Gadget.class.getName();
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.decode(CodecFixture.entry(gadget, "{}"), User.class))
			.withMessageContaining("not the declared one");
		assertThat(INITIALISED).hasValue(0);
	}

	@Test
	void classOutsideTheAllowedPackagesIsNotInitialised() {
		JacksonValueCodec codec = new JacksonValueCodec(
				new JacksonCodecSettings(List.of("com.acme"), getClass().getClassLoader()));
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> codec.decode(CodecFixture.entry(Gadget.class.getName(), "{}"), Object.class))
			.withMessageContaining("allowed-packages");
		assertThat(INITIALISED).hasValue(0);
	}

	@Test
	void namesInThePayloadAreDataOrUnreadable() {
		String user = User.class.getName();
		assertThat(CodecFixture.CODEC.decode(
				CodecFixture.entry(user, "{\"@class\":\"" + Gadget.class.getName() + "\",\"id\":\"a\"}"), User.class))
			.isEqualTo(new User("a", null, 0));
		String box = Box.class.getName() + "<java.lang.Object>";
		assertUnreadable(box, "{\"content\":[\"" + Gadget.class.getName() + "\",{}]}", Object.class);
		assertUnreadable(box, "{\"content\":{\"@type\":\"" + Gadget.class.getName() + "\"}}", Object.class);
		assertUnreadable(Shape.class.getName(), "{\"@type\":\"" + Gadget.class.getName() + "\"}", Shape.class);
		assertUnreadable(Shape.class.getName(), "{\"@type\":\"User\"}", Shape.class);
		assertThat(INITIALISED).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "null", "[]", "5", "\"x\"", "{\"age\":\"x\"}", "{\"age\":1.5}", "{\"id\":{}}",
			"{} {}", "\u0000", "{\"id\":\"\\uD8\"}" })
	void payloadThatDoesNotFitIsUnreadable(String json) {
		assertUnreadable(User.class.getName(), json, User.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"content\":", "[\"list\",[" })
	void payloadThatIsNestedDeeplyIsUnreadable(String opening) {
		String box = Box.class.getName();
		assertUnreadable(box, "{\"content\":" + opening.repeat(100_000), Box.class);
		assertUnreadable("java.util.List", opening.repeat(100_000), Object.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<", "java.util.List<", "java.util.List<>", "java.util.List<int", "java.util.List>",
			"java.util.List<java.lang.String,java.lang.String>", "java.util.Map<java.lang.String>", "[]",
			"java.lang.String[", "java.lang.String<java.lang.String>", "io.cacheaside.codec.Gone", "int]",
			"io.cacheaside.codec.Zoo$User;", "java.util.List<java.util.List<java.lang.String>>>" })
	void malformedNameOfATypeIsUnreadable(String name) {
		assertUnreadable(name, "[]", Object.class);
	}

	@Test
	void deeplyNestedNameOfATypeIsUnreadable() {
		String name = "java.util.List<".repeat(4_000) + "java.lang.Long" + ">".repeat(4_000);
		assertUnreadable(name, "[]", Object.class);
	}

	@Test
	void entryWithoutAPlainPayloadIsUnreadable() {
		byte[] nothing = EntryBuilder.at(Position.NONE).toBytesOfNull("java.lang.String");
		byte[] lease = EntryBuilder.at(Position.NONE).lease(1, 1).toBytesOfLease();
		byte[] compressed = CodecFixture.entry("java.lang.String", "\"x\"").bytes().clone();
		compressed[EntryFormat.FLAGS_OFFSET] |= EntryFormat.COMPRESSED;
		for (byte[] bytes : List.of(nothing, lease, compressed)) {
			assertThatExceptionOfType(ValueCodecException.class)
				.isThrownBy(() -> CodecFixture.CODEC.decode(Entry.parse(bytes).orElseThrow(), String.class));
		}
	}

	@Test
	void headerThatLiesAboutTheTypeIsReadAsTheDeclaredOne() {
		byte[] bytes = CodecFixture.entry(User.class.getName(), "{\"id\":\"a\"}").bytes();
		byte[] forged = new String(bytes, StandardCharsets.ISO_8859_1).replace("Zoo$User", "Zoo$Evil")
			.getBytes(StandardCharsets.ISO_8859_1);
		assertThat(CodecFixture.CODEC.decode(Entry.parse(forged).orElseThrow(), User.class))
			.isEqualTo(new User("a", null, 0));
	}

	@Test
	void randomPayloadsAreReadOrRefusedWithTheOneException() {
		long seed = System.nanoTime();
		System.out.println("JacksonValueCodecDecodeTests seed " + seed);
		Random random = new Random(seed);
		Type type = new TypeOf<Map<String, List<Zoo.Loose>>>() {
		}.type();
		EncodedValue value = CodecFixture.CODEC.encode(
				Map.of("k",
						List.of(new Zoo.Loose(5L, List.of(1L, "x", 2.5), List.of("a"), java.time.Instant.EPOCH, "c"))),
				type);
		int refused = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] payload = value.payload().clone();
			for (int change = random.nextInt(3); change >= 0; change--) {
				payload[random.nextInt(payload.length)] = (byte) random.nextInt(128);
			}
			try {
				CodecFixture.CODEC.decode(CodecFixture.entry(new EncodedValue(value.typeName(), payload)), type);
			}
			catch (ValueCodecException ex) {
				refused++;
			}
		}
		assertThat(refused).as("seed %s", seed).isBetween(1, 19_999);
	}

	@Test
	void manyNamesOfTypesAreNotRememberedForEver() {
		for (int i = 0; i < 1_000; i++) {
			String name = "java.util.List<".repeat(i % 30) + "java.lang.Long" + ">".repeat(i % 30)
					+ "[]".repeat(i / 30);
			Entry entry = CodecFixture.entry(name, "5");
			try {
				CodecFixture.CODEC.decode(entry, Object.class);
			}
			catch (ValueCodecException ex) {
				assertThat(ex).hasMessageContaining("java.lang.Object");
			}
		}
		assertThat(CodecFixture.roundTrip(5L, Object.class)).isEqualTo(5L);
	}

	private static void assertUnreadable(String typeName, String json, Type declaredType) {
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.decode(CodecFixture.entry(typeName, json), declaredType));
	}

	private static ClassLoader recording(List<String> asked) {
		return new ClassLoader(JacksonValueCodecDecodeTests.class.getClassLoader()) {

			@Override
			protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
				asked.add(name);
				return super.loadClass(name, resolve);
			}

		};
	}

	static class Gadget {

		static {
			INITIALISED.incrementAndGet();
		}

	}

}
