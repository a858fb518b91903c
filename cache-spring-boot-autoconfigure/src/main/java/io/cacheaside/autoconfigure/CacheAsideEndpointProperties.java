package io.cacheaside.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint 'cacheaside' shows.
 *
 * @param showValues when to show the payloads of entries
 * @param roles the roles that are authorized to see payloads; whoever is authenticated if
 * there are none
 */
@ConfigurationProperties("management.endpoint.cacheaside")
record CacheAsideEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
