package io.cacheaside.event;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.InvalidationTarget.Key;
import io.cacheaside.InvalidationTarget.Pattern;
import io.cacheaside.InvalidationTarget.Tag;
import io.cacheaside.InvalidationTarget.WholeCache;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.event.EventPlan.EventTargets;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EventInvalidationRegistryTests {

	private static final Set<String> CACHES = Set.of("user", "api:agents:list");

	@Test
	void keyPatternAndTagOfOneTypeAreTargetsInOrder() {
		assertThat(targets(new UserUpdated("usr_1", "org_1"))).containsExactly(new Key("user", "user:usr_1"),
				new Pattern("user:usr_1:*"), new Tag("org:org_1"));
	}

	@Test
	void softTemplatesAndRulesNameSoftTargets() {
		assertThat(targets(new PriceChanged("7"))).containsExactly(new Key("user", "user:7").soft(),
				new Tag("price:7").soft(), new Tag("audit:7"));
		EventMapping mapping = EventMapping.of(String.class,
				(event, targets) -> targets.clear("user").softly().pattern("user:{}:*", event).key("user", event));
		assertThat(registry(mapping).plan(String.class).apply("a").targets()).containsExactly(new WholeCache("user"),
				new Pattern("user:a:*").soft(), new Key("user", "user:a").soft());
	}

	@Test
	void valuesAreEscapedForKeysAndGlobs() {
		assertThat(targets(new UserUpdated("a:*", "o:1"))).containsExactly(new Key("user", "user:a%3A*"),
				new Pattern("user:a%3A\\*:*"), new Tag("org:o%3A1"));
	}

	@Test
	void keyBelongsToTheLongestCacheThatItBeginsWith() {
		assertThat(targets(new AgentUpdated("7"))).containsExactly(new Key("api:agents:list", "api:agents:list:7"),
				new Key("unknown", "unknown:7:x"));
	}

	@Test
	void longKeyOfACacheThatIsNotUsedHereIsNamedByWhatIsCertain() {
		String id = "*".repeat(CacheKey.MAXIMUM_LENGTH);
		Set<InvalidationTarget> targets = targets(new AgentUpdated(id));
		assertThat(targets).hasSize(2).contains(new Key("api:agents:list", "api:agents:list:" + id));
		assertThat(targets).filteredOn(Pattern.class::isInstance)
			.singleElement()
			.extracting((target) -> GlobPattern.parse(((Pattern) target).glob()))
			.satisfies((pattern) -> {
				assertThat(pattern.matches("unknown:" + id + ":x")).isTrue();
				assertThat(pattern.matches("unknown:" + id.replace('*', 'a') + ":x")).isFalse();
			});
	}

	@Test
	void annotationsOfSuperclassesAndInterfacesCount() {
		assertThat(targets(new Renamed("usr_1"))).containsExactlyInAnyOrder(new Tag("renamed"), new Tag("changed"),
				new Key("user", "user:usr_1"));
	}

	@Test
	void mappingIsForItsTypeAndSubtypes() {
		EventMapping mapping = EventMapping.of(UserEvent.class, (event, targets) -> targets.key("seen", event.userId()))
			.and(Plain.class, (event, targets) -> targets.clear("user").tag("plain"));
		assertThat(targets(new Renamed("usr_1"), mapping)).contains(new Key("seen", "seen:usr_1"), new Tag("changed"));
		assertThat(targets(new Plain("a"), mapping)).containsExactly(new WholeCache("user"), new Tag("plain"));
	}

	@Test
	void mappingMayNameNoTarget() {
		assertThat(targets(new Plain("a"), EventMapping.of(Plain.class, (event, targets) -> {
		}))).isEmpty();
	}

	@Test
	void genericEventIsMappedByItsRawType() {
		EventMapping mapping = EventMapping.of(Saved.class, (event, targets) -> targets.key("saved", event.entity()));
		assertThat(targets(new Saved<>("x"), mapping)).containsExactly(new Key("saved", "saved:x"));
	}

	@Test
	void partsOfAMappedKeyAreEscaped() {
		EventMapping mapping = EventMapping.of(Plain.class,
				(event, targets) -> targets.key("user", event.text(), 5L).key("user", (Object) null).key("user"));
		assertThat(targets(new Plain("a:b"), mapping)).containsExactly(new Key("user", "user:a%3Ab:5"),
				new Key("user", "user:%null"), new Key("user", "user:%none"));
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullAsTheOnlyValueIsAPart() {
		Object @Nullable [] none = null;
		EventMapping mapping = EventMapping.of(Plain.class, (event, targets) -> targets.key("user", none));
		assertThat(targets(new Plain("a"), mapping)).containsExactly(new Key("user", "user:%null"));
	}

	@Test
	void valuesOfAMappedPatternOrTagMatchOnlyThemselves() {
		EventMapping mapping = EventMapping.of(Plain.class,
				(event, targets) -> targets.pattern("user:{}:{}:*", event.text(), 5).tag("t:{}", event.text()));
		assertThat(targets(new Plain("*{}"), mapping)).containsExactly(new Pattern("user:\\*%7B%7D:5:*"),
				new Tag("t:*%7B%7D"));
	}

	@Test
	void missingOrSuperfluousValueIsRefused() {
		refusedMapping("one {} for each value", (targets) -> targets.pattern("user:{}:*"));
		refusedMapping("one {} for each value", (targets) -> targets.pattern("user:*", "x"));
		refusedMapping("one {} for each value", (targets) -> targets.tag("a:{}:{}", "x"));
	}

	@Test
	void malformedTargetIsRefused() {
		refusedMapping("malformed", (targets) -> targets.pattern("user:[a"));
		refusedMapping("blank", (targets) -> targets.tag(" "));
		refusedMapping("blank", (targets) -> targets.clear(""));
		refusedMapping("java.lang.Object", (targets) -> targets.key("user", new Object()));
	}

	@Test
	void failingRuleIsNamedAndHidesNoOther() {
		EventMapping mapping = EventMapping.of(UserUpdated.class, (event, targets) -> {
			targets.tag("before");
			throw new IllegalStateException("broken rule");
		})
			.and(UserUpdated.class, (event, targets) -> targets.pattern("["))
			.and(UserUpdated.class, (event, targets) -> targets.tag("after"));
		EventTargets result = registry(mapping).plan(UserUpdated.class).apply(new UserUpdated("u", "o"));
		assertThat(result.targets()).contains(new Key("user", "user:u"), new Tag("org:o"), new Tag("before"),
				new Tag("after"));
		CacheKeyException failure = Objects.requireNonNull(result.failure());
		assertThat(failure).hasMessageContaining(UserUpdated.class.getName()).hasMessageContaining("broken rule");
		assertThat(failure.getSuppressed()).hasSize(1);
	}

	@Test
	void failingTemplateIsNamedAndHidesNoOther() {
		EventTargets result = registry().plan(Nested.class).apply(new Nested(null, "x"));
		assertThat(result.targets()).containsExactly(new Key("plain", "plain:x"));
		assertThat(result.failure()).isNotNull()
			.hasMessageContaining(Nested.class.getName())
			.hasMessageContaining("plain.text");
	}

	@Test
	void eventWithoutTargetsIsLookedUpInAMapOnly() {
		EventInvalidationRegistry registry = registry();
		assertThat(registry.plan(String.class)).isSameAs(EventPlan.NONE).isSameAs(registry.plan(String.class));
		assertThat(registry.plan(UserUpdated.class)).isSameAs(registry.plan(UserUpdated.class));
	}

	@Test
	void soundTypesAreValid() {
		assertThatNoException().isThrownBy(() -> registry().validate(List.of(UserUpdated.class, AgentUpdated.class,
				Renamed.class, UserEvent.class, String.class, Nested.class)));
	}

	@Test
	void unparsableTemplateIsRefusedAtStartUp() {
		refusedAtStartUp(Unparsable.class, "user:#{userId");
	}

	@Test
	void malformedPatternIsRefusedAtStartUp() {
		refusedAtStartUp(Malformed.class, "user:#{userId}:[a*");
	}

	@Test
	void keyWithoutACacheIsRefusedAtStartUp() {
		refusedAtStartUp(NoCache.class, "\"user\"");
	}

	@Test
	void annotationWithoutTargetsIsRefusedAtStartUp() {
		refusedAtStartUp(NoTarget.class, "nothing to invalidate");
	}

	@Test
	void misspeltPropertyOfARecordIsRefusedAtStartUp() {
		refusedAtStartUp(Misspelt.class, "userid");
	}

	@Test
	void allProblemsOfAllTypesAreReported() {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> registry().validate(new HashSet<>(Arrays.asList(Unparsable.class, Malformed.class))))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
	}

	@Test
	void problemThatWasNotValidatedIsThrownForEachEvent() {
		EventInvalidationRegistry registry = registry();
		for (int i = 0; i < 2; i++) {
			EventTargets result = registry.plan(Unparsable.class).apply(new Unparsable("u"));
			assertThat(result.targets()).containsExactly(new Tag("sound"));
			assertThat(result.failure()).isNotNull().hasMessageContaining(Unparsable.class.getName());
		}
	}

	private static void refusedAtStartUp(Class<?> type, String template) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> registry().validate(List.of(type)))
			.withMessageContaining(type.getName())
			.withMessageContaining(template)
			.satisfies((ex) -> assertThat(ex.getAction()).isNotBlank());
	}

	private static void refusedMapping(String message, java.util.function.Consumer<InvalidationTargets> rule) {
		EventMapping mapping = EventMapping.of(Plain.class, (event, targets) -> rule.accept(targets));
		EventTargets result = registry(mapping).plan(Plain.class).apply(new Plain("a"));
		assertThat(result.failure()).isNotNull()
			.hasMessageContaining(Plain.class.getName())
			.hasMessageContaining(message);
	}

	private static Set<InvalidationTarget> targets(Object event, EventMapping... mappings) {
		EventTargets result = registry(mappings).plan(event.getClass()).apply(event);
		assertThat(result.failure()).isNull();
		return result.targets();
	}

	private static EventInvalidationRegistry registry(EventMapping... mappings) {
		return new EventInvalidationRegistry(new ExpressionCompiler(null), new KeyEncoder(), CACHES::contains,
				List.of(mappings));
	}

	@InvalidatesCache(value = "user:#{id}", tags = "price:#{id}", soft = true)
	@InvalidatesCache(tags = "audit:#{id}")
	record PriceChanged(String id) {
	}

	@InvalidatesCache("user:#{userId}")
	@InvalidatesCache("user:#{userId}:*")
	@InvalidatesCache(tags = "org:#{orgId}")
	record UserUpdated(String userId, String orgId) {
	}

	@InvalidatesCache({ "api:agents:list:#{id}", "unknown:#{id}:x" })
	record AgentUpdated(String id) {
	}

	@InvalidatesCache("user:#{userId}")
	interface UserEvent {

		String userId();

	}

	@InvalidatesCache(tags = "changed")
	abstract static class Changed {

	}

	@InvalidatesCache(tags = "renamed")
	static class Renamed extends Changed implements UserEvent {

		private final String userId;

		Renamed(String userId) {
			this.userId = userId;
		}

		@Override
		public String userId() {
			return this.userId;
		}

		public String getUserId() {
			return this.userId;
		}

	}

	@InvalidatesCache({ "nested:#{plain.text}", "plain:#{text}" })
	record Nested(@Nullable Plain plain, String text) {
	}

	record Plain(String text) {
	}

	record Saved<T>(T entity) {
	}

	@InvalidatesCache(value = "user:#{userId", tags = "sound")
	record Unparsable(String userId) {
	}

	@InvalidatesCache("user:#{userId}:[a*")
	record Malformed(String userId) {
	}

	@InvalidatesCache("user")
	record NoCache(String userId) {
	}

	@InvalidatesCache
	record NoTarget(String userId) {
	}

	@InvalidatesCache("user:#{userid}")
	record Misspelt(String userId) {
	}

}
