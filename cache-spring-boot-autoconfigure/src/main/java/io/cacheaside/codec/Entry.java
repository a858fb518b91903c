package io.cacheaside.codec;

/** Placeholder: replaced by the entry format. */
public final class Entry {

	private Entry() {
	}

}
