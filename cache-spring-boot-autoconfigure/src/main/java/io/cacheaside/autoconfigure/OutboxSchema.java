package io.cacheaside.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Creates the table of the outbox, as Spring Boot does it for its own tables. The table's
 * name in the scripts is replaced by the configured one.
 */
final class OutboxSchema extends PropertiesBasedDataSourceScriptDatabaseInitializer<OutboxSchema.Scripted> {

	private static final String NAME_IN_SCRIPTS = "cacheaside_outbox";

	private final String table;

	OutboxSchema(DataSource dataSource, CacheAsideProperties.Outbox settings) {
		super(dataSource, new Scripted(settings.initializeSchema()), Map.of(DatabaseDriver.MARIADB, "mysql"));
		this.table = settings.table();
	}

	@Override
	protected void runScripts(Scripts scripts) {
		List<Resource> named = new ArrayList<>();
		scripts.forEach((script) -> named.add(named(script)));
		super.runScripts(
				new Scripts(named).continueOnError(scripts.isContinueOnError()).separator(scripts.getSeparator()));
	}

	private Resource named(Resource script) {
		try {
			String text = script.getContentAsString(StandardCharsets.UTF_8).replace(NAME_IN_SCRIPTS, this.table);
			return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), script.getDescription());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Where the scripts are. */
	static final class Scripted extends DatabaseInitializationProperties {

		Scripted(CacheAsideProperties.TableCreation when) {
			setInitializeSchema(switch (when) {
				case EMBEDDED -> DatabaseInitializationMode.EMBEDDED;
				case ALWAYS -> DatabaseInitializationMode.ALWAYS;
				case NEVER -> DatabaseInitializationMode.NEVER;
			});
		}

		@Override
		public String getDefaultSchemaLocation() {
			return "classpath:io/cacheaside/outbox/schema-@@platform@@.sql";
		}

	}

}
