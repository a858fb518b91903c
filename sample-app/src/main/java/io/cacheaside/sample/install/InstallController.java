package io.cacheaside.sample.install;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/agents/{agentId}/installs")
class InstallController {

	private final InstallService installs;

	InstallController(InstallService installs) {
		this.installs = installs;
	}

	@GetMapping
	Installs installs(@PathVariable String agentId) {
		return this.installs.installs(agentId);
	}

	@PostMapping
	Installs install(@PathVariable String agentId) {
		return this.installs.install(agentId);
	}

}
