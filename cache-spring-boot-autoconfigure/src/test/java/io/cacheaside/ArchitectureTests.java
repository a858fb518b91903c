package io.cacheaside;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may know whom. The language (root, annotation, expression, key, codec) stands under
 * the engine; adapters and drivers stand on the engine and not on one another; only the
 * auto-configuration knows everybody, and nobody knows it.
 */
class ArchitectureTests {

	private static final String ROOT = "io.cacheaside";

	private static final Set<String> LANGUAGE = Set.of("", "annotation", "expression", "key", "codec");

	private static final Set<String> ADAPTERS = Set.of("local", "redis", "breaker");

	private static final Set<String> DRIVERS = Set.of("interceptor", "springcache", "event", "transaction", "write",
			"warmup", "metrics", "actuate", "http", "outbox", "report");

	private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

	@Test
	void everyPackageHasItsPlace() {
		Set<String> known = new TreeSet<>(LANGUAGE);
		known.addAll(ADAPTERS);
		known.addAll(DRIVERS);
		known.addAll(Set.of("engine", "autoconfigure"));
		assertThat(CLASSES.stream().map(ArchitectureTests::part).distinct()).isSubsetOf(known).hasSizeGreaterThan(10);
	}

	@ParameterizedTest
	@MethodSource
	void packageKnowsOnlyWhatStandsUnderIt(String part, Set<String> mayKnow) {
		noClasses().that(are(part))
			.should()
			.dependOnClassesThat(areOursOutside(part, mayKnow))
			.allowEmptyShould(true)
			.because("of our packages, '" + part + "' may know only " + mayKnow)
			.check(CLASSES);
	}

	static Stream<Arguments> packageKnowsOnlyWhatStandsUnderIt() {
		Set<String> engine = Set.of("engine", "", "annotation", "expression", "key", "codec");
		Set<String> shown = new TreeSet<>(engine);
		shown.add("report");
		return Stream
			.of(Stream.of(Arguments.of("", Set.of())),
					Stream.of("annotation", "expression", "key", "codec").map((part) -> Arguments.of(part, Set.of(""))),
					Stream.of(Arguments.of("engine", LANGUAGE)),
					Stream.concat(ADAPTERS.stream(), DRIVERS.stream())
						.map((part) -> Arguments.of(part, part.equals("actuate") ? shown : engine)))
			.flatMap((each) -> each);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@ParameterizedTest
	@MethodSource
	void libraryHasOneHome(String library, List<String> packages, Set<String> homes, String because) {
		noClasses().that(areNotIn(homes))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(packages.toArray(String[]::new))
			.because(library + " belongs in " + homes + ": " + because)
			.check(CLASSES);
	}

	static Stream<Arguments> libraryHasOneHome() {
		return Stream.of(
				home("Redis", List.of("io.lettuce..", "org.springframework.data.redis.."), Set.of("redis"),
						"the engine knows a remote tier and not which one"),
				home("Spring Data's paging", List.of("org.springframework.data.domain.."), Set.of("key", "codec"),
						"pages are keys and values"),
				home("Jackson", List.of("tools.jackson..", "com.fasterxml.jackson.."), Set.of("codec"),
						"a codec can be replaced"),
				home("Hibernate", List.of("org.hibernate.."), Set.of("codec"), "it is what values may hold"),
				home("Micrometer", List.of("io.micrometer.."), Set.of("metrics"), "it is optional"),
				home("SpEL", List.of("org.springframework.expression..", "org.springframework.context.expression.."),
						Set.of("expression"), "expressions are compiled once, in one place"),
				home("AOP", List.of("org.springframework.aop..", "org.aopalliance.."),
						Set.of("interceptor", "springcache"),
						"springcache asks a proxy for its class, as Spring's own resolvers do, and carries calls out again"),
				home("Spring's transactions", List.of("org.springframework.transaction.."),
						Set.of("transaction", "outbox"),
						"whoever defers says so there; the outbox asks whether a transaction is one of its database"),
				home("Spring JDBC", List.of("org.springframework.jdbc.."), Set.of("outbox"), "it is optional"),
				home("Spring's cache abstraction", List.of("org.springframework.cache.."),
						Set.of("springcache", "interceptor", "key"),
						"besides its SPI, key generators are honoured and its composite keys read"),
				home("JCache", List.of("javax.cache.."), Set.of(), "only its manager is kept alive"),
				home("Caffeine", List.of("com.github.benmanes.caffeine.."), Set.of("local"), "it is one local tier"),
				home("Resilience4j", List.of("io.github.resilience4j.."), Set.of("breaker"),
						"the rest knows a tier that has no connection"),
				home("The web", List.of("org.springframework.web..", "org.springframework.http..", "jakarta.servlet.."),
						Set.of("http"), "it is optional"),
				home("Spring Boot", List.of("org.springframework.boot.."), Set.of("actuate", "warmup", "metrics"),
						"the rest works without it"));
	}

	private static Arguments home(String library, List<String> packages, Set<String> homes, String because) {
		Set<String> all = new TreeSet<>(homes);
		all.add("autoconfigure");
		return Arguments.of(library, packages, all, because);
	}

	@Test
	void springcacheNeedsOfAopOnlyTheClassBehindAProxyAndItsInvocations() {
		noClasses().that(are("springcache"))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe(
					"are of Spring AOP and neither tell the class of a proxy nor are invocations",
					(type) -> type.getPackageName().startsWith("org.springframework.aop") && !Set
						.of("AopProxyUtils", "AutoProxyUtils", "ProxyMethodInvocation", "ExposeInvocationInterceptor")
						.contains(type.getSimpleName())))
			.check(CLASSES);
	}

	@Test
	void timeAndThreadsAndRandomnessComeInThroughOneSeamEach() {
		noClasses().should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Thread.class, "sleep", long.class)
			.orShould()
			.callMethod(Math.class, "random")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(ThreadLocalRandom.class)
			.because("tests set the clock and the dice")
			.check(CLASSES);
		noClasses().that()
			.doNotHaveFullyQualifiedName(ROOT + ".autoconfigure.EngineThreads")
			.should()
			.dependOnClassesThat()
			.areAssignableTo(Executors.class)
			.because("the engine's threads are made in one place")
			.check(CLASSES);
		noClasses().that(areNotIn(Set.of("autoconfigure", "redis", "warmup")))
			.should()
			.callMethodWhere(isNanoTime())
			.because("the engine is given its clock; an adapter measures the silence of its own connection, and the "
					+ "warm-up hands its clock on")
			.check(CLASSES);
	}

	@Test
	void nothingStaticChangesAndNothingIsSynchronized() {
		fields().that().areStatic().should().beFinal().because("there may be several contexts").check(CLASSES);
		methods().should()
			.notHaveModifier(JavaModifier.SYNCHRONIZED)
			.because("a virtual thread that blocks there pins its carrier")
			.check(CLASSES);
	}

	@Test
	void annotationsHaveNoBehaviour() {
		assertThat(CLASSES.stream().filter((type) -> part(type).equals("annotation"))).isNotEmpty()
			.allMatch((type) -> type.isAnnotation() || type.getSimpleName().equals("package-info"));
	}

	@Test
	void everyPackageIsNullMarked() {
		classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class).check(CLASSES);
		assertThat(CLASSES.stream().filter((type) -> type.getSimpleName().equals("package-info")))
			.hasSameSizeAs(CLASSES.stream().map(JavaClass::getPackageName).distinct().toList());
	}

	private static DescribedPredicate<JavaCall<?>> isNanoTime() {
		return DescribedPredicate.describe("System.nanoTime", (call) -> call.getTarget().getName().equals("nanoTime")
				&& call.getTargetOwner().isEquivalentTo(System.class));
	}

	private static DescribedPredicate<JavaClass> are(String part) {
		return DescribedPredicate.describe("are in '" + part + "'", (type) -> isOurs(type) && part(type).equals(part));
	}

	private static DescribedPredicate<JavaClass> areNotIn(Set<String> parts) {
		return DescribedPredicate.describe("are not in " + parts, (type) -> !parts.contains(part(type)));
	}

	private static DescribedPredicate<JavaClass> areOursOutside(String part, Set<String> mayKnow) {
		return DescribedPredicate.describe("are ours but not in " + mayKnow,
				(type) -> isOurs(type) && !part(type).equals(part) && !mayKnow.contains(part(type)));
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	/** The package right under the root, such as {@code engine}. */
	private static String part(JavaClass type) {
		String path = type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
		return path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
	}

}
