package io.cacheaside.sample.agent;

import java.util.Optional;

import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AgentRepository extends Repository<AgentEntity, String> {

	Optional<AgentEntity> findById(String id);

	@Query("""
			select new io.cacheaside.sample.agent.AgentSummary(a.id, a.name, a.category, a.published)
			from AgentEntity a where a.orgId = :orgId order by a.name, a.id
			""")
	Slice<AgentSummary> findSummaries(String orgId, Pageable pageable);

	@Query("select c from AgentConfigurationEntity c where c.agentId = :agentId")
	Optional<AgentConfigurationEntity> findConfiguration(String agentId);

}
