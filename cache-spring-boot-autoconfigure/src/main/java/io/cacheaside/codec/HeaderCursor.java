package io.cacheaside.codec;

/**
 * Walks over the variable part of a header and checks that each length stays inside it.
 * For one thread.
 */
final class HeaderCursor {

	private final byte[] bytes;

	private final int end;

	private int offset;

	HeaderCursor(byte[] bytes, int offset, int end) {
		this.bytes = bytes;
		this.offset = offset;
		this.end = end;
	}

	int offset() {
		return this.offset;
	}

	boolean skipShortText() {
		if (this.end - this.offset < Short.BYTES) {
			return false;
		}
		return skip(Short.BYTES, EntryFormat.shortAt(this.bytes, this.offset));
	}

	boolean skipLongText() {
		if (this.end - this.offset < Integer.BYTES) {
			return false;
		}
		return skip(Integer.BYTES, EntryFormat.intAt(this.bytes, this.offset));
	}

	boolean skipTags() {
		if (this.end - this.offset < Short.BYTES) {
			return false;
		}
		int count = EntryFormat.shortAt(this.bytes, this.offset);
		this.offset += Short.BYTES;
		for (int i = 0; i < count; i++) {
			if (!skipShortText()) {
				return false;
			}
		}
		return true;
	}

	private boolean skip(int prefix, int length) {
		if (length < 0 || length > this.end - this.offset - prefix) {
			return false;
		}
		this.offset += prefix + length;
		return true;
	}

}
