package io.cacheaside.sample.organization;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The new state of an organisation, as a client sends it.
 *
 * @param name the name
 */
record OrganizationChange(@NotBlank @Size(max = 100) String name) {
}
