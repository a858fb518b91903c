package io.cacheaside.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.cacheaside.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class EntryTests {

	private static final Position POSITION = new Position(0x0102030405060708L, 0x1112131415161718L, 3);

	private static final String GOLDEN = "ca5d" + "01" + "18" // magic, version, flags
			+ "0102030405060708" + "1112131415161718" + "0000000000000003" // position
			+ "00000000000000aa" + "00000000000000bb" // lease
			+ "0000000000000001" + "0000000000000002" + "0000000000000003" // times
			+ "00000004" + "af64094c86023903" + "00000067" // load, fingerprint, header
			+ "0001" + "54" // type name
			+ "0002" + "0001" + "61" + "0002" + "c3a9" // tags
			+ "00000003" + "6b6579" // long key
			+ "2a2b"; // payload

	private static EntryBuilder full() {
		return EntryBuilder.at(POSITION)
			.tags(List.of("a", "é"))
			.longKey("key")
			.lease(0xaa, 0xbb)
			.times(1, 2, 3)
			.loadMicros(4);
	}

	private static final EncodedValue VALUE = new EncodedValue("T", new byte[] { 0x2a, 0x2b });

	@Test
	void bytesAreThoseOfTheDocumentedLayout() {
		assertThat(HexFormat.of().formatHex(full().toBytes(VALUE))).isEqualTo(GOLDEN);
	}

	@Test
	void fingerprintIsFnv1a() {
		assertThat(EntryFormat.fingerprint("")).isEqualTo(0xcbf29ce484222325L);
		assertThat(EntryFormat.fingerprint("a")).isEqualTo(0xaf63dc4c8601ec8cL);
		assertThat(EntryFormat.fingerprint("foobar")).isEqualTo(0x85944171f73967e8L);
	}

	@Test
	void everyFieldIsReadBack() {
		byte[] bytes = HexFormat.of().parseHex(GOLDEN);
		Entry entry = Entry.parse(bytes).orElseThrow();
		assertThat(entry.position()).isEqualTo(POSITION);
		assertThat(entry.storedAt()).isEqualTo(1);
		assertThat(entry.expiresAt()).isEqualTo(2);
		assertThat(entry.refreshAt()).isEqualTo(3);
		assertThat(entry.loadMicros()).isEqualTo(4);
		assertThat(entry.isLeased()).isTrue();
		assertThat(entry.isLeasedTo(0xaa, 0xbb)).isTrue();
		assertThat(entry.isLeasedTo(0xaa, 0xbc)).isFalse();
		assertThat(entry.typeName()).isEqualTo("T");
		assertThat(entry.hasFingerprint(EntryFormat.fingerprint("T"))).isTrue();
		assertThat(entry.hasFingerprint(EntryFormat.fingerprint("U"))).isFalse();
		assertThat(entry.tags()).containsExactly("a", "é");
		assertThat(entry.longKey()).contains("key");
		assertThat(entry.hasValue()).isTrue();
		assertThat(entry.isNullValue()).isFalse();
		assertThat(entry.bytes()).isSameAs(bytes);
		assertThat(Arrays.copyOfRange(bytes, entry.payloadOffset(), entry.payloadOffset() + entry.payloadLength()))
			.containsExactly(0x2a, 0x2b);
	}

	@Test
	void tagsAreFoundByWholeText() {
		Entry entry = Entry.parse(full().tags(List.of("org:1", "", "é")).toBytes(VALUE)).orElseThrow();
		assertThat(List.of("org:1", "", "é")).allMatch(entry::hasTag)
			.allMatch((tag) -> entry.hasTag(tag.getBytes(StandardCharsets.UTF_8)));
		assertThat(List.of("org:", "org:11", "o", "è", "Ã©")).noneMatch(entry::hasTag)
			.noneMatch((tag) -> entry.hasTag(tag.getBytes(StandardCharsets.UTF_8)));
		Entry untagged = Entry.parse(EntryBuilder.at(POSITION).toBytes(VALUE)).orElseThrow();
		assertThat(untagged.hasTag("")).isFalse();
		assertThat(untagged.tags()).isEmpty();
		assertThat(untagged.longKey()).isEmpty();
	}

	@Test
	void nullAndLeaseAloneAreToldFromAnEmptyPayload() {
		Entry nothing = Entry.parse(EntryBuilder.at(POSITION).toBytesOfNull("T")).orElseThrow();
		assertThat(nothing.isNullValue()).isTrue();
		assertThat(nothing.hasValue()).isTrue();
		assertThat(nothing.isLeased()).isFalse();
		assertThat(nothing.typeName()).isEqualTo("T");
		Entry lease = Entry.parse(EntryBuilder.at(POSITION).lease(1, 2).toBytesOfLease()).orElseThrow();
		assertThat(lease.hasValue()).isFalse();
		assertThat(lease.isLeasedTo(1, 2)).isTrue();
		Entry empty = Entry.parse(EntryBuilder.at(POSITION).toBytes(new EncodedValue("T", new byte[0]))).orElseThrow();
		assertThat(empty.hasValue()).isTrue();
		assertThat(empty.isNullValue()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> EntryBuilder.at(POSITION).toBytesOfLease());
	}

	@Test
	void otherMagicVersionOrUnknownFlagIsUnreadable() {
		for (int offset : new int[] { EntryFormat.MAGIC_OFFSET, EntryFormat.MAGIC_OFFSET + 1,
				EntryFormat.VERSION_OFFSET }) {
			byte[] bytes = full().toBytes(VALUE);
			bytes[offset]++;
			assertThat(Entry.parse(bytes)).isEmpty();
		}
		for (int flag : new int[] { 0x40, 0x80 }) {
			byte[] bytes = full().toBytes(VALUE);
			bytes[EntryFormat.FLAGS_OFFSET] |= (byte) flag;
			assertThat(Entry.parse(bytes)).isEmpty();
		}
		assertThat(Entry.parse(full().toBytes(VALUE))).isPresent();
	}

	@Test
	void whatLaterVersionsAppendToTheHeaderIsSkipped() {
		byte[] bytes = HexFormat.of().parseHex(GOLDEN.replace("00000067", "00000069").replace("2a2b", "ffff2a2b"));
		Entry entry = Entry.parse(bytes).orElseThrow();
		assertThat(entry.payloadLength()).isEqualTo(2);
		assertThat(bytes[entry.payloadOffset()]).isEqualTo((byte) 0x2a);
	}

	@Test
	void everyHeaderThatIsCutOffIsUnreadable() {
		byte[] bytes = full().toBytes(VALUE);
		int header = Entry.parse(bytes).orElseThrow().payloadOffset();
		for (int length = 0; length < header; length++) {
			assertThat(Entry.parse(Arrays.copyOf(bytes, length))).as("length %s", length).isEmpty();
			assertThat(Entry.headerLength(Arrays.copyOf(bytes, length)).isPresent()).as("length %s", length)
				.isEqualTo(length >= EntryFormat.FIXED_LENGTH);
		}
		assertThat(Entry.parse(Arrays.copyOf(bytes, header)).orElseThrow().tags()).containsExactly("a", "é");
		assertThat(Entry.headerLength(bytes)).hasValue(header);
	}

	@Test
	void randomBytesAreReadOrRefusedButNeverThrow() {
		long seed = System.nanoTime();
		System.out.println("EntryTests seed " + seed);
		Random random = new Random(seed);
		int readable = 0;
		for (int i = 0; i < 300_000; i++) {
			Optional<Entry> entry = Entry.parse(mutated(random));
			entry.ifPresent(EntryTests::readEverything);
			readable += entry.isPresent() ? 1 : 0;
		}
		assertThat(readable).as("seed %s: entries that are still readable", seed).isBetween(1, 299_999);
	}

	private static byte[] mutated(Random random) {
		byte[] bytes = full().toBytes(VALUE);
		if (random.nextInt(4) == 0) {
			byte[] noise = new byte[random.nextInt(200)];
			random.nextBytes(noise);
			System.arraycopy(bytes, 0, noise, 0, Math.min(noise.length, random.nextInt(90)));
			return noise;
		}
		for (int change = random.nextInt(4); change >= 0; change--) {
			// Mostly the flags and the lengths, where it hurts
			int offset = random.nextBoolean() ? EntryFormat.HEADER_LENGTH_OFFSET + random.nextInt(20)
					: random.nextInt(bytes.length);
			bytes[offset] = (byte) (random.nextBoolean() ? random.nextInt(256) : bytes[offset] + random.nextInt(5) - 2);
		}
		return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
	}

	private static void readEverything(Entry entry) {
		entry.position();
		entry.tags();
		entry.typeName();
		entry.longKey();
		entry.hasTag("a");
		entry.hasTag("é");
		assertThat(entry.payloadOffset() + entry.payloadLength()).isEqualTo(entry.bytes().length);
		assertThat(entry.payloadLength()).isNotNegative();
	}

	@Test
	void whatDoesNotFitTheLayoutIsRefused() {
		String longest = "x".repeat(65_535);
		assertThat(Entry.parse(full().tags(List.of(longest)).toBytes(VALUE)).orElseThrow().hasTag(longest)).isTrue();
		assertThat(Entry.parse(full().tags(Collections.nCopies(65_535, "t")).toBytes(VALUE)).orElseThrow().tags())
			.hasSize(65_535);
		assertThatExceptionOfType(ValueCodecException.class).isThrownBy(() -> full().tags(List.of(longest + "x")));
		assertThatExceptionOfType(ValueCodecException.class).isThrownBy(() -> full().tags(List.of("é".repeat(32_768))));
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> full().tags(Collections.nCopies(65_536, "t")));
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> full().toBytes(new EncodedValue(longest + "x", new byte[0])));
	}

	@Test
	void loadTimeIsClampedToWhatFits() {
		assertThat(Entry.parse(full().loadMicros(Long.MAX_VALUE).toBytes(VALUE)).orElseThrow().loadMicros())
			.isEqualTo(Integer.MAX_VALUE);
		assertThat(Entry.parse(full().loadMicros(-1).toBytes(VALUE)).orElseThrow().loadMicros()).isZero();
	}

}
