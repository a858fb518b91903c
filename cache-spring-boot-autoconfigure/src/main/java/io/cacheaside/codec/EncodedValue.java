package io.cacheaside.codec;

/**
 * A value as bytes.
 *
 * @param typeName the canonical generic name of the type to read the payload as, such as
 * {@code java.util.List<com.example.User>}
 * @param fingerprint the {@linkplain EntryFormat#fingerprint fingerprint} of that name
 * @param payload the bytes; not copied, so not to be changed afterwards
 */
public record EncodedValue(String typeName, long fingerprint, byte[] payload) {

	/**
	 * A value as bytes, where nobody has the fingerprint at hand.
	 * @param typeName the canonical generic name of the type to read the payload as
	 * @param payload the bytes; not copied, so not to be changed afterwards
	 */
	public EncodedValue(String typeName, byte[] payload) {
		this(typeName, EntryFormat.fingerprint(typeName), payload);
	}

}
