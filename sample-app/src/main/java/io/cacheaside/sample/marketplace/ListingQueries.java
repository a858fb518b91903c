package io.cacheaside.sample.marketplace;

import java.sql.ResultSet;
import java.sql.SQLException;

import io.cacheaside.sample.ResultPage;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Published agents by rank, as the database has them now. */
@Component
class ListingQueries {

	/** Stands for all categories. */
	static final String ALL = "all";

	/** The page first, by an index; only its few rows are joined. */
	private static final String LISTINGS = """
			select a.id as agent_id, a.name, o.name as organization, a.category, a.installs
			from (select * from agent where %s
			      offset :offset rows fetch next :rows rows only) a
			join organization o on o.id = a.org_id
			order by a.installs desc, a.id
			""";

	private static final String OF_ALL = LISTINGS.formatted("published = true order by installs desc, id");

	private static final String OF_CATEGORY = LISTINGS
		.formatted("published = true and category = :category order by category, installs desc, id");

	private final JdbcClient jdbc;

	ListingQueries(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	ResultPage<Listing> page(String category, int page, int size) {
		JdbcClient.StatementSpec query = ALL.equals(category) ? this.jdbc.sql(OF_ALL)
				: this.jdbc.sql(OF_CATEGORY).param("category", category);
		query = query.param("offset", (long) page * size).param("rows", size + 1);
		return ResultPage.ofOneMore(query.query(ListingQueries::listing).list(), page, size);
	}

	private static Listing listing(ResultSet row, int number) throws SQLException {
		return new Listing(row.getString("agent_id"), row.getString("name"), row.getString("organization"),
				row.getString("category"), row.getLong("installs"));
	}

}
