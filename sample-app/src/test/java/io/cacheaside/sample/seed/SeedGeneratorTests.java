package io.cacheaside.sample.seed;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cacheaside.sample.seed.SeedGenerator.AgentRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SeedGeneratorTests {

	private static final int AGENTS = 5_000;

	private final SeedGenerator generator = new SeedGenerator(1, AGENTS);

	@Test
	void sameSeedGivesTheSameMarketplace() {
		SeedGenerator other = new SeedGenerator(1, AGENTS);
		for (int number = AGENTS; number > 0; number--) {
			assertThat(other.agent(number)).isEqualTo(this.generator.agent(number));
		}
		assertThat(other.user(7)).isEqualTo(this.generator.user(7));
		assertThat(other.organization(7)).isEqualTo(this.generator.organization(7));
	}

	@Test
	void anotherSeedGivesAnother() {
		assertThat(new SeedGenerator(2, AGENTS).agent(1)).isNotEqualTo(this.generator.agent(1));
	}

	@Test
	void hundredThousandAgentsHaveTwoThousandOrganizationsAndTenThousandUsers() {
		SeedGenerator large = new SeedGenerator(1, 100_000);
		assertThat(large.organizations()).isEqualTo(2_000);
		assertThat(large.users()).isEqualTo(10_000);
	}

	@Test
	void ownersAndMembersBelongToOrganizationsThatExist() {
		List<String> organizations = IntStream.rangeClosed(1, this.generator.organizations())
			.mapToObj((number) -> this.generator.organization(number).id())
			.toList();
		assertThat(agents()).extracting(AgentRow::orgId).isSubsetOf(organizations);
		assertThat(IntStream.rangeClosed(1, this.generator.users())
			.mapToObj((number) -> this.generator.user(number).orgId())).isSubsetOf(organizations);
	}

	@Test
	void everyCategoryIsUsedAndInstallsAreSkewed() {
		Map<String, Long> categories = agents().stream()
			.collect(Collectors.groupingBy(AgentRow::category, Collectors.counting()));
		assertThat(categories.keySet()).containsExactlyInAnyOrderElementsOf(SeedGenerator.CATEGORIES);
		List<Long> installs = agents().stream().map(AgentRow::installs).sorted().toList();
		assertThat(installs.get(AGENTS - 1)).isGreaterThan(20 * installs.get(AGENTS / 2));
	}

	@Test
	void organizationsDifferInSize() {
		Map<String, Long> sizes = agents().stream()
			.map(AgentRow::orgId)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		assertThat(sizes.get("org_1")).isGreaterThan(10 * (AGENTS / this.generator.organizations()) / 5);
	}

	private List<AgentRow> agents() {
		return IntStream.rangeClosed(1, AGENTS).mapToObj(this.generator::agent).toList();
	}

}
