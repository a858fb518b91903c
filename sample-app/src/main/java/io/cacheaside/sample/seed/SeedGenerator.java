package io.cacheaside.sample.seed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes up the marketplace. Each row follows from the seed and its own number alone, so
 * the same settings always give the same marketplace, in whatever order it is written.
 */
final class SeedGenerator {

	static final List<String> CATEGORIES = List.of("analytics", "coding", "design", "education", "finance", "health",
			"legal", "marketing", "research", "sales", "support", "writing");

	private static final List<String> FIRST = List.of("Swift", "Quiet", "Bright", "Patient", "Clever", "Honest",
			"Gentle", "Bold", "Curious", "Steady", "Lucid", "Nimble");

	private static final List<String> SECOND = List.of("Analyst", "Scribe", "Tutor", "Planner", "Reviewer",
			"Translator", "Negotiator", "Librarian", "Designer", "Accountant", "Researcher", "Concierge");

	private static final List<String> MODELS = List.of("atlas-small", "atlas-large", "borealis-2", "cumulus-mini");

	private static final List<String> PEOPLE = List.of("Ada", "Grace", "Alan", "Barbara", "Edsger", "Donald", "Frances",
			"Leslie", "Margaret", "Tony");

	private static final List<String> PLANS = List.of("free", "team", "enterprise");

	private static final List<String> PERMISSIONS = List.of("agent:read", "agent:write", "agent:publish",
			"agent:install", "billing:read", "member:read", "member:invite");

	private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");

	private static final int DAYS = 730;

	private final long seed;

	private final int agents;

	SeedGenerator(long seed, int agents) {
		this.seed = seed;
		this.agents = agents;
	}

	int agents() {
		return this.agents;
	}

	int users() {
		return Math.max(1, this.agents / 10);
	}

	int organizations() {
		return Math.max(1, this.agents / 50);
	}

	int rows() {
		return organizations() + users() + agents();
	}

	OrganizationRow organization(int number) {
		SplittableRandom random = random('o', number);
		return new OrganizationRow("org_" + number, pick(FIRST, random) + " Works " + number, pick(PLANS, random),
				instant(random));
	}

	UserRow user(int number) {
		SplittableRandom random = random('u', number);
		String first = pick(PEOPLE, random);
		int permissions = 1 + random.nextInt(PERMISSIONS.size());
		return new UserRow("usr_" + number, first + " " + number,
				first.toLowerCase(Locale.ROOT) + number + "@example.org",
				"org_" + (1 + random.nextInt(organizations())), PERMISSIONS.subList(0, permissions));
	}

	AgentRow agent(int number) {
		SplittableRandom random = random('a', number);
		String name = pick(FIRST, random) + " " + pick(SECOND, random) + " " + number;
		String category = pick(CATEGORIES, random);
		// squared and to the fifth: a few organisations and agents are much larger
		double share = random.nextDouble();
		int organization = 1 + (int) (organizations() * share * share);
		long installs = (long) (50_000 * Math.pow(random.nextDouble(), 5));
		ConfigurationRow configuration = new ConfigurationRow(pick(MODELS, random), random.nextInt(0, 11) / 10.0,
				256 << random.nextInt(6), "You are " + name + ". Help with " + category + ", briefly and kindly.");
		return new AgentRow("agt_" + number, "org_" + organization, name,
				"Helps with " + category + " so that people have time for more.", category, random.nextInt(10) < 8,
				installs, instant(random), configuration);
	}

	private SplittableRandom random(char kind, int number) {
		return new SplittableRandom(this.seed * 31 + ((long) kind << 32) + number);
	}

	private static String pick(List<String> choices, SplittableRandom random) {
		return choices.get(random.nextInt(choices.size()));
	}

	private static Instant instant(SplittableRandom random) {
		return BEGIN.plus(random.nextInt(DAYS * 24 * 60), ChronoUnit.MINUTES);
	}

	record OrganizationRow(String id, String name, String plan, Instant createdAt) {
	}

	record UserRow(String id, String name, String email, String orgId, List<String> permissions) {
	}

	record AgentRow(String id, String orgId, String name, String description, String category, boolean published,
			long installs, Instant updatedAt, ConfigurationRow configuration) {
	}

	record ConfigurationRow(String model, double temperature, int maxTokens, String instructions) {
	}

}
