package io.cacheaside.redis;

// TODO stand-in until package key offers GlobPattern
record GlobPattern(String glob) {

	static GlobPattern parse(String glob) {
		return new GlobPattern(glob);
	}

	boolean matches(CharSequence text) {
		return false;
	}

	String literalPrefix() {
		return this.glob.split("[*?\\[\\\\]", 2)[0];
	}

	static String escape(String text) {
		return text.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0");
	}

}
