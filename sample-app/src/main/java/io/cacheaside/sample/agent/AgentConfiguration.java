package io.cacheaside.sample.agent;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * How an agent runs.
 *
 * @param model the language model
 * @param temperature how freely it answers, from 0 to 2
 * @param maxTokens the longest answer
 * @param instructions what it is told before each conversation
 */
public record AgentConfiguration(@NotBlank @Size(max = 60) String model,
		@DecimalMin("0") @DecimalMax("2") double temperature, @Min(1) @Max(200_000) int maxTokens,
		@NotBlank @Size(max = 2_000) String instructions) {
}
