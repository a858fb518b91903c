package io.cacheaside.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

import io.cacheaside.TimeToLive;

/** Reads durations; takes any object so that a bare number of YAML is refused too. */
@ConfigurationPropertiesBinding
final class TimespanConverter implements Converter<Object, Timespan> {

	@Override
	public Timespan convert(Object source) {
		return new Timespan(TimeToLive.parseDuration(source.toString()));
	}

}
