package io.cacheaside.sample.agent;

import io.cacheaside.sample.ResultPage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class AgentController {

	private final AgentService agents;

	AgentController(AgentService agents) {
		this.agents = agents;
	}

	@GetMapping("/agents/{agentId}")
	Agent agent(@PathVariable String agentId) {
		return this.agents.agent(agentId);
	}

	@PutMapping("/agents/{agentId}")
	Agent change(@PathVariable String agentId, @RequestBody @Valid AgentChange change) {
		return this.agents.change(agentId, change);
	}

	@GetMapping("/agents/{agentId}/configuration")
	AgentConfiguration configuration(@PathVariable String agentId) {
		return this.agents.configuration(agentId);
	}

	@PutMapping("/agents/{agentId}/configuration")
	AgentConfiguration configure(@PathVariable String agentId, @RequestBody @Valid AgentConfiguration configuration) {
		return this.agents.configure(agentId, configuration);
	}

	@GetMapping("/organizations/{orgId}/agents")
	ResultPage<AgentSummary> list(@PathVariable String orgId, @RequestParam(defaultValue = "0") @Min(0) int page,
			@RequestParam(defaultValue = "20") @Min(1) @Max(ResultPage.MAX_SIZE) int size) {
		return this.agents.list(orgId, page, size);
	}

}
