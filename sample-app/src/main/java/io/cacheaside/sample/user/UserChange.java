package io.cacheaside.sample.user;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The new state of a user, as a client sends it.
 *
 * @param name the name
 * @param email the e-mail address
 */
record UserChange(@NotBlank @Size(max = 100) String name, @NotBlank @Email @Size(max = 200) String email) {
}
