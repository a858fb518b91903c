package io.cacheaside.promise;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * What is never read cannot be compared: no code of the library asks for the time of day.
 */
class P9_NoClocksBetweenNodes {

	/** The circuit breaker wants a {@code Clock}, and is given elapsed time as one. */
	private static final String ELAPSED_TIME = "io.cacheaside.breaker.ElapsedTime";

	private static final DescribedPredicate<JavaClass> WALL_CLOCK = JavaClass.Predicates.assignableTo(Clock.class)
		.and(DescribedPredicate.describe("other than " + ELAPSED_TIME, (type) -> !type.getName().equals(ELAPSED_TIME)));

	private final JavaClasses library = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.cacheaside");

	@Test
	void nobodyReadsAWallClock() {
		noClasses().that()
			.doNotHaveFullyQualifiedName(ELAPSED_TIME)
			.should()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.callConstructor(Date.class)
			.orShould()
			.dependOnClassesThat(WALL_CLOCK)
			.check(this.library);
	}

}
