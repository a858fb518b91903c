package io.cacheaside.sample.organization;

import io.cacheaside.sample.NotFoundException;
import jakarta.validation.Valid;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/organizations/{orgId}")
class OrganizationController {

	private final OrganizationService organizations;

	OrganizationController(OrganizationService organizations) {
		this.organizations = organizations;
	}

	@GetMapping
	Organization organization(@PathVariable String orgId) {
		return this.organizations.organization(orgId).orElseThrow(() -> new NotFoundException("organization", orgId));
	}

	@PutMapping
	Organization rename(@PathVariable String orgId, @RequestBody @Valid OrganizationChange change) {
		return this.organizations.rename(orgId, change.name());
	}

}
