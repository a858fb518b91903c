package io.cacheaside.codec;

import java.util.List;

/**
 * What a {@link JacksonValueCodec} is made of.
 *
 * @param allowedPackages the packages, with those below them, whose classes may be read
 * when the bytes and not the application's code name them; the JDK's value types always
 * may
 * @param classLoader loads the classes that an entry names, and sees the application's
 */
public record JacksonCodecSettings(List<String> allowedPackages, ClassLoader classLoader) {

	/**
	 * Creates the settings.
	 * @param allowedPackages the packages
	 * @param classLoader the class loader
	 */
	public JacksonCodecSettings {
		allowedPackages = List.copyOf(allowedPackages);
	}

}
