package io.cacheaside.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The name of one entry.
 *
 * @param cacheName the cache that the entry belongs to
 * @param logical the whole logical key, {@code cacheName:part[:part…]}, escaped
 */
public record CacheKey(String cacheName, String logical) {

	/** The longest logical key that is stored as it is, in characters. */
	public static final int MAXIMUM_LENGTH = 512;

	/**
	 * What stands in front of a hash. No encoded part begins like this, since {@code %}
	 * is always followed by a letter or digit.
	 */
	public static final String HASH_MARK = "%#";

	/**
	 * Whether the entry is stored under a hash, and its header carries the logical key.
	 * @return whether the logical key is longer than {@value #MAXIMUM_LENGTH} characters
	 */
	public boolean isLong() {
		return this.logical.length() > MAXIMUM_LENGTH;
	}

	/**
	 * The name to store the entry under.
	 * @return the logical key, or for a {@linkplain #isLong() long} one the cache's name
	 * and a SHA-256 hash
	 */
	public String storageName() {
		return isLong() ? this.cacheName + ":" + HASH_MARK + hash() : this.logical;
	}

	private String hash() {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(digest.digest(this.logical.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return this.logical;
	}

}
