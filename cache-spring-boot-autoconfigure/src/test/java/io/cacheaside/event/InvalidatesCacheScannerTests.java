package io.cacheaside.event;

import java.util.List;

import io.cacheaside.event.scanned.SomethingHappened;
import io.cacheaside.event.scanned.nested.Below;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

class InvalidatesCacheScannerTests {

	@Test
	void annotatedTypesOfAllKindsAreFound() {
		InvalidatesCacheScanner scanner = new InvalidatesCacheScanner(new DefaultResourceLoader());
		assertThat(scanner.scan(List.of(SomethingHappened.class.getPackageName()))).containsExactlyInAnyOrder(
				SomethingHappened.class, SomethingHappened.Twice.class, SomethingHappened.ByInterface.class,
				Below.class);
	}

	@Test
	void packageWithoutEventsGivesNothing() {
		InvalidatesCacheScanner scanner = new InvalidatesCacheScanner(new DefaultResourceLoader());
		assertThat(scanner.scan(List.of("io.cacheaside.warmup", "no.such.place"))).isEmpty();
	}

}
