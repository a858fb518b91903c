package io.cacheaside.actuate;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

import io.cacheaside.codec.Entry;

/**
 * The payloads of entries as they are shown: as Redis has them, text where they are text,
 * and never decoded, so that no class of the application is made for it; in Base64 where
 * they are no text. What must not be shown is starred.
 *
 * @param sanitizer hides what the application hides elsewhere
 * @param shown whether anything is shown
 */
record PayloadView(Sanitizer sanitizer, boolean shown) {

	static PayloadView of(List<SanitizingFunction> sanitizing, boolean shown) {
		return new PayloadView(new Sanitizer(sanitizing), shown);
	}

	@Nullable Object show(String key, Entry entry) {
		Object value = this.shown ? text(entry) : SanitizableData.SANITIZED_VALUE;
		return this.sanitizer.sanitize(new SanitizableData(null, key, value), this.shown);
	}

	private static String text(Entry entry) {
		if (entry.isNullValue()) {
			return "null";
		}
		ByteBuffer payload = ByteBuffer.wrap(entry.bytes(), entry.payloadOffset(), entry.payloadLength());
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(payload.duplicate()).toString();
		}
		catch (CharacterCodingException ex) {
			return "base64:" + StandardCharsets.US_ASCII.decode(Base64.getEncoder().encode(payload));
		}
	}

}
