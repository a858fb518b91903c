package io.cacheaside.sample.organization;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface OrganizationRepository extends Repository<OrganizationEntity, String> {

	Optional<OrganizationEntity> findById(String id);

	@Query(value = """
			select org_id from agent where published = true
			group by org_id order by sum(installs) desc, org_id fetch first :limit rows only
			""", nativeQuery = true)
	List<String> findMostInstalled(int limit);

}
