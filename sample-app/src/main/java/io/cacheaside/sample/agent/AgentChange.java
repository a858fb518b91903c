package io.cacheaside.sample.agent;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * The new state of an agent, as its owner sends it.
 *
 * @param name the name
 * @param description what it does
 * @param category the category it is listed in, a word in lower case
 * @param published whether the public sees it
 */
record AgentChange(@NotBlank @Size(max = 100) String name, @NotBlank @Size(max = 1_000) String description,
		@NotBlank @Pattern(regexp = "[a-z]{2,30}") String category, boolean published) {
}
