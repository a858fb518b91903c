package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every remote tier does. The tier under test is empty when a test begins. */
public abstract class RemoteTierContract {

	private static final TimeToLive LONG = TimeToLive.of(Duration.ofMinutes(5));

	/**
	 * The tier under test.
	 * @return a connected tier, the same throughout one test
	 */
	protected abstract RemoteTier tier();

	@Test
	void connectedTierSaysSo() {
		assertThat(tier().isConnected()).isTrue();
	}

	@Test
	void absentEntryIsEmpty() {
		assertThat(get(tier().read(key("user", "1")))).isEmpty();
	}

	@Test
	void writtenBytesAreReadBack() {
		byte[] bytes = new byte[256];
		IntStream.range(0, bytes.length).forEach((i) -> bytes[i] = (byte) i);
		write(key("user", "1"), bytes);
		assertThat(get(tier().read(key("user", "1")))).hasValueSatisfying((read) -> assertThat(read).isEqualTo(bytes));
	}

	@Test
	void emptyEntryIsAnEntry() {
		write(key("user", "1"), new byte[0]);
		assertThat(get(tier().read(key("user", "1")))).hasValueSatisfying((read) -> assertThat(read).isEmpty());
	}

	@Test
	void keysOfAnyScriptAreKept() {
		write(key("user", "żółć-日本-🎈"), "value");
		assertThat(text(key("user", "żółć-日本-🎈"))).contains("value");
		assertThat(text(key("user", "żółć-日本-🎉"))).isEmpty();
	}

	@Test
	void writeReplacesWhatWasThere() {
		write(key("user", "1"), "old");
		write(key("user", "1"), "new");
		assertThat(text(key("user", "1"))).contains("new");
	}

	@Test
	void readAllAnswersInTheOrderOfTheKeys() {
		List<CacheKey> keys = IntStream.range(0, 50).mapToObj((i) -> key("user", "" + i)).toList();
		IntStream.range(0, 50).filter((i) -> i % 3 != 0).forEach((i) -> write(keys.get(i), "v" + i));
		List<Optional<String>> read = get(tier().readAll(keys)).stream().map(RemoteTierContract::text).toList();
		assertThat(read).isEqualTo(IntStream.range(0, 50)
			.mapToObj((i) -> (i % 3 != 0) ? Optional.of("v" + i) : Optional.empty())
			.toList());
	}

	@Test
	void readAllTakesTheSameKeyTwice() {
		write(key("user", "1"), "one");
		assertThat(get(tier().readAll(List.of(key("user", "1"), key("user", "2"), key("user", "1")))))
			.map(RemoteTierContract::text)
			.containsExactly(Optional.of("one"), Optional.empty(), Optional.of("one"));
	}

	@Test
	void batchesOfNothingAskNobody() {
		assertThat(get(tier().readAll(List.of()))).isEmpty();
		assertThat(get(tier().writeAllIfAbsent(List.of()))).isZero();
		assertThat(get(tier().delete(List.of()))).isZero();
	}

	@Test
	void entryIsGoneAfterItsTimeToLive() {
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofMillis(80)))));
		await().atMost(Duration.ofSeconds(5)).until(() -> text(key("user", "1")).isEmpty());
		get(tier().writeIfAbsent(entry(key("user", "2"), "value", TimeToLive.of(Duration.ofMillis(80)))));
		await().atMost(Duration.ofSeconds(5)).until(() -> text(key("user", "2")).isEmpty());
		get(tier().writeAllIfAbsent(List.of(entry(key("user", "3"), "v", TimeToLive.of(Duration.ofMillis(80))))));
		await().atMost(Duration.ofSeconds(5)).until(() -> text(key("user", "3")).isEmpty());
	}

	@Test
	void tinyTimeToLiveIsNoError() {
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofNanos(1)))));
		await().atMost(Duration.ofSeconds(5)).until(() -> text(key("user", "1")).isEmpty());
	}

	@Test
	void longestTimeToLiveIsNoError() {
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofDays(36_500)))));
		assertThat(text(key("user", "1"))).contains("value");
	}

	@Test
	void writeIfAbsentWritesOnlyWhereNothingIs() {
		assertThat(get(tier().writeIfAbsent(entry(key("user", "1"), "first", LONG)))).isEmpty();
		assertThat(get(tier().writeIfAbsent(entry(key("user", "1"), "second", LONG))).map(RemoteTierContract::string))
			.contains("first");
		assertThat(text(key("user", "1"))).contains("first");
	}

	@Test
	void writeAllIfAbsentLeavesWhatIsThereAndCountsTheRest() {
		write(key("user", "3"), "old");
		List<EntryWrite> writes = IntStream.range(0, 500)
			.mapToObj((i) -> entry(key("user", "" + i), "new", TimeToLive.NONE))
			.toList();
		assertThat(get(tier().writeAllIfAbsent(writes))).isEqualTo(499);
		assertThat(text(key("user", "3"))).contains("old");
		assertThat(text(key("user", "499"))).contains("new");
	}

	@Test
	void deleteRemovesAndCountsWhatWasThere() {
		List<CacheKey> keys = IntStream.range(0, 20).mapToObj((i) -> key("user", "" + i)).toList();
		keys.subList(0, 15).forEach((key) -> write(key, "value"));
		assertThat(get(tier().delete(keys.subList(10, 20)))).isEqualTo(5);
		assertThat(get(tier().readAll(keys)).stream().filter(Optional::isPresent)).hasSize(10);
	}

	@Test
	void sweepOfAKeyRemovesThatKey() {
		write(key("user", "1"), "value");
		write(key("user", "10"), "value");
		assertThat(get(tier().sweep(new InvalidationTarget.Key("user", "user:1")))).isEqualTo(1);
		assertThat(text(key("user", "1"))).isEmpty();
		assertThat(text(key("user", "10"))).contains("value");
	}

	@Test
	void sweepOfACacheLeavesItsNeighbours() {
		writeTagged(key("user", "1"));
		writeTagged(key("user", "1:permissions"));
		writeTagged(key("users", "1"));
		writeTagged(key("use", "1"));
		assertThat(get(tier().sweep(new InvalidationTarget.WholeCache("user")))).isEqualTo(2);
		assertThat(text(key("user", "1"))).isEmpty();
		assertThat(text(key("user", "1:permissions"))).isEmpty();
		assertThat(text(key("users", "1"))).isPresent();
		assertThat(text(key("use", "1"))).isPresent();
	}

	@Test
	void sweepOfAPatternRemovesWhatMatches() {
		IntStream.range(0, 300).forEach((i) -> writeTagged(key("list", "org" + i % 3 + ":" + i)));
		writeTagged(key("other", "org1:1"));
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:org1:*")))).isEqualTo(100);
		assertThat(text(key("list", "org1:1"))).isEmpty();
		assertThat(text(key("list", "org2:2"))).isPresent();
		assertThat(text(key("other", "org1:1"))).isPresent();
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:org?:[2-3]")))).isEqualTo(2);
		assertThat(text(key("list", "org2:2"))).isEmpty();
		assertThat(text(key("list", "org0:3"))).isEmpty();
	}

	@Test
	void escapedCharactersOfAPatternMatchThemselves() {
		writeTagged(key("list", "a*c"));
		writeTagged(key("list", "abc"));
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:a\\*c")))).isEqualTo(1);
		assertThat(text(key("list", "abc"))).isPresent();
	}

	@Test
	void sweepLeavesWhatIsNoEntry() {
		write(key("list", "cart"), "of the application");
		write(key("list", "long".repeat(100)), "of the application".repeat(100));
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("*")))).isZero();
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:*")))).isZero();
		assertThat(get(tier().sweep(new InvalidationTarget.WholeCache("list")))).isZero();
		assertThat(text(key("list", "cart"))).contains("of the application");
	}

	@Test
	void sweepOfATagRemovesWhatBearsItInEveryCache() {
		writeTagged(key("user", "1"), "org:1", "vip");
		writeTagged(key("list", "1"), "org:1");
		writeTagged(key("list", "2"), "org:10");
		writeTagged(key("list", "3"));
		write(key("list", "4"), "org:1");
		assertThat(get(tier().sweep(new InvalidationTarget.Tag("org:1")))).isEqualTo(2);
		assertThat(text(key("user", "1"))).isEmpty();
		assertThat(text(key("list", "1"))).isEmpty();
		assertThat(text(key("list", "2"))).isPresent();
		assertThat(text(key("list", "3"))).isPresent();
		assertThat(text(key("list", "4"))).contains("org:1");
	}

	@Test
	void tagBehindThousandsOfOthersIsFound() {
		String[] tags = IntStream.range(0, 3_000).mapToObj((i) -> "tag:" + i).toArray(String[]::new);
		writeTagged(key("user", "1"), tags);
		assertThat(get(tier().sweep(new InvalidationTarget.Tag("tag:3000")))).isZero();
		assertThat(get(tier().sweep(new InvalidationTarget.Tag("tag:2999")))).isEqualTo(1);
	}

	@Test
	void sweepOfAPatternMeetsLongKeysByTheirUnhashedForm() {
		CacheKey first = key("list", "org1:" + "x".repeat(600));
		CacheKey second = key("list", "org2:" + "x".repeat(600));
		CacheKey other = key("other", "org1:" + "x".repeat(600));
		Stream.of(first, second, other).forEach(this::writeTagged);
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:%#*")))).isZero();
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("list:org1:*")))).isEqualTo(1);
		assertThat(text(first)).isEmpty();
		assertThat(text(second)).isPresent();
		assertThat(get(tier().sweep(new InvalidationTarget.Pattern("*x")))).isEqualTo(2);
	}

	@Test
	void sweepOfACacheTakesItsLongKeysToo() {
		CacheKey mine = key("list", "org1:" + "x".repeat(600));
		CacheKey other = key("lists", "org1:" + "x".repeat(600));
		Stream.of(mine, other).forEach(this::writeTagged);
		assertThat(get(tier().sweep(new InvalidationTarget.WholeCache("list")))).isEqualTo(1);
		assertThat(text(other)).isPresent();
	}

	protected final void writeTagged(CacheKey key, String... tags) {
		EntryBuilder builder = EntryBuilder.at(Position.NONE).tags(List.of(tags));
		if (key.isLong()) {
			builder.longKey(key.logical());
		}
		byte[] payload = "\"a value\"".getBytes(StandardCharsets.UTF_8);
		write(key, builder.toBytes(new EncodedValue("java.lang.String", payload)));
	}

	protected static CacheKey key(String cacheName, String rest) {
		return new CacheKey(cacheName, cacheName + ":" + rest);
	}

	protected static EntryWrite entry(CacheKey key, String text, TimeToLive ttl) {
		return new EntryWrite(key, text.getBytes(StandardCharsets.UTF_8), ttl);
	}

	protected final void write(CacheKey key, String text) {
		write(key, text.getBytes(StandardCharsets.UTF_8));
	}

	protected final void write(CacheKey key, byte[] bytes) {
		get(tier().write(new EntryWrite(key, bytes, LONG)));
	}

	protected final Optional<String> text(CacheKey key) {
		return text(get(tier().read(key)));
	}

	private static Optional<String> text(Optional<byte[]> bytes) {
		return bytes.map(RemoteTierContract::string);
	}

	private static String string(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	protected static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("the tier failed: " + ex, ex);
		}
	}

}
