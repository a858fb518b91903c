package io.cacheaside.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

import io.cacheaside.TimeToLive;

/** Reads times to live; takes any object so that a bare number of YAML is refused too. */
@ConfigurationPropertiesBinding
final class TimeToLiveConverter implements Converter<Object, TimeToLive> {

	@Override
	public TimeToLive convert(Object source) {
		return TimeToLive.parse(source.toString());
	}

}
