package io.cacheaside.sample.web;

import java.util.ArrayList;
import java.util.List;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcome.Status;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.sample.NotFoundException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

class CacheStatusHeaderTests {

	private final FakeOutcomes outcomes = new FakeOutcomes();

	private final MockMvcTester mvc = MockMvcTester.create(MockMvcBuilders.standaloneSetup(new FakeController())
		.addInterceptors(new CacheStatusInterceptor(this.outcomes))
		.setControllerAdvice(new CacheStatusAdvice(), new ProblemAdvice())
		.build());

	@AfterEach
	void everyRecordingWasClosed() {
		assertThat(this.outcomes.open).isZero();
	}

	@Test
	void answerOfACachedCallBearsTheHeader() {
		assertThat(this.mvc.get().uri("/things/cached")).hasStatusOk()
			.hasHeader("Cache-Status", "CacheAside; hit; detail=remote; key=\"thing:cached\"");
	}

	@Test
	void answerWithoutACacheBearsNone() {
		assertThat(this.mvc.get().uri("/things/plain")).hasStatusOk().doesNotContainHeader("Cache-Status");
	}

	@Test
	void loadThatFindsNothingIsAProblemAndAMissThatWasNotStored() {
		assertThat(this.mvc.get().uri("/things/absent")).hasStatus(404)
			.hasHeader("Cache-Status", "CacheAside; fwd=miss; key=\"thing:absent\"")
			.bodyText()
			.contains("There is no thing 'absent'");
	}

	@Test
	void conflictingChangeIsAProblem() {
		assertThat(this.mvc.get().uri("/things/contended")).hasStatus(409).bodyText().contains("read it again");
	}

	@Test
	void whatCouldNotBeKeptIsAProblemThatPasses() {
		assertThat(this.mvc.get().uri("/things/unkept")).hasStatus(503).bodyText().contains("repeat it later");
	}

	@Test
	void badInputIsAProblemThatNamesIt() {
		assertThat(this.mvc.get().uri("/things?page=-1")).hasStatus(400)
			.bodyText()
			.contains("page: must be greater than or equal to 0");
		assertThat(this.mvc.post().uri("/things").contentType(MediaType.APPLICATION_JSON).content("{\"name\":\"\"}"))
			.hasStatus(400)
			.bodyText()
			.contains("name: must not be blank");
	}

	@RestController
	private final class FakeController {

		@GetMapping("/things/{id}")
		List<String> thing(@PathVariable String id) {
			switch (id) {
				case "cached" -> record(new CacheOutcome("thing", "thing:cached", Status.HIT, CacheLayer.REMOTE));
				case "absent" -> {
					record(new CacheOutcome("thing", "thing:absent", Status.MISS, null));
					throw new NotFoundException("thing", id);
				}
				case "unkept" -> throw new CacheUnavailableException("Redis is away", new IllegalStateException());
				case "contended" -> throw new OptimisticLockingFailureException("changed meanwhile");
				default -> {
				}
			}
			return List.of(id);
		}

		@GetMapping("/things")
		List<String> things(@RequestParam @Min(0) int page) {
			return List.of();
		}

		@PostMapping("/things")
		Thing add(@RequestBody @Valid Thing thing) {
			return thing;
		}

		private void record(CacheOutcome outcome) {
			CacheStatusHeaderTests.this.outcomes.recorded.add(outcome);
		}

	}

	private record Thing(@NotBlank String name) {
	}

	private static final class FakeOutcomes implements CacheOutcomes {

		private final List<CacheOutcome> recorded = new ArrayList<>();

		private int open;

		@Override
		public Recording record() {
			this.open++;
			return new Recording() {

				@Override
				public List<CacheOutcome> outcomes() {
					return List.copyOf(FakeOutcomes.this.recorded);
				}

				@Override
				public void close() {
					FakeOutcomes.this.open--;
				}

			};
		}

	}

}
