package io.cacheaside.expression;

import io.cacheaside.CacheConfigurationException;

/**
 * A template as written.
 *
 * @param text the template
 * @param where where it stands, for messages
 */
record TemplateSource(String text, String where) {

	CacheConfigurationException refuse(String problem, String action) {
		return new CacheConfigurationException(
				"The template '" + this.text + "' in " + this.where + " " + problem + ".", action);
	}

}
