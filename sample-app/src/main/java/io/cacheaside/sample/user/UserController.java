package io.cacheaside.sample.user;

import java.util.Set;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/users/{userId}")
class UserController {

	private final UserService users;

	UserController(UserService users) {
		this.users = users;
	}

	@GetMapping
	User user(@PathVariable String userId) {
		return this.users.user(userId);
	}

	@PutMapping
	User change(@PathVariable String userId, @RequestBody @Valid UserChange change) {
		return this.users.change(userId, change);
	}

	@GetMapping("/permissions")
	Permissions permissions(@PathVariable String userId) {
		return this.users.permissions(userId);
	}

	@PutMapping("/permissions")
	Permissions grant(@PathVariable String userId,
			@RequestBody @Size(max = 50) Set<@NotBlank @Size(max = 50) String> permissions) {
		return this.users.grant(userId, permissions);
	}

}
