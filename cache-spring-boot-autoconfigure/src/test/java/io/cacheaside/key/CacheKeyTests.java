package io.cacheaside.key;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CacheKeyTests {

	private final KeyEncoder encoder = new KeyEncoder();

	@Test
	void keyOf512CharactersIsStoredUnderItsOwnText() {
		CacheKey key = this.encoder.encode("user", "x".repeat(512 - 5));
		assertThat(key.logical()).hasSize(512);
		assertThat(key.isLong()).isFalse();
		assertThat(key.storageName()).isEqualTo(key.logical());
	}

	@Test
	void longerKeyIsStoredUnderItsHash() {
		CacheKey key = this.encoder.encode("user", "x".repeat(512 - 4));
		assertThat(key.isLong()).isTrue();
		assertThat(key.storageName()).matches("user:%#[A-Za-z0-9_-]{43}");
		assertThat(key.storageName()).isEqualTo(this.encoder.encode("user", "x".repeat(508)).storageName());
		assertThat(key.storageName()).isNotEqualTo(this.encoder.encode("user", "x".repeat(509)).storageName());
	}

	@Test
	void hashIsTheSha256OfTheLogicalKey() {
		// printf 'user:%0512d' 0 | openssl dgst -sha256 -binary | basenc --base64url
		CacheKey key = new CacheKey("user", "user:" + "0".repeat(512));
		assertThat(key.storageName()).isEqualTo("user:%#KKPSmLnxBZigqjqLzF6BMevJ0vdQn1rHhl5KCPpVx7Q");
	}

}
