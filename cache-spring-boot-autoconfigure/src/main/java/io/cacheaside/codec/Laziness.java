package io.cacheaside.codec;

/**
 * What an object-relational mapper may have left unloaded inside a value. Loading is
 * never triggered from here.
 */
interface Laziness {

	/** Nothing is lazy. */
	Laziness NONE = new Laziness() {

		@Override
		public Object unproxy(Object value) {
			return value;
		}

		@Override
		public boolean isProxyClass(Class<?> type) {
			return false;
		}

		@Override
		public void requireLoaded(Object value) {
			// everything is
		}

	};

	/**
	 * The object behind a proxy.
	 * @param value any object
	 * @return the object itself if it is not a proxy
	 * @throws Refusal if it is a proxy that was not initialised
	 */
	Object unproxy(Object value);

	/**
	 * Whether instances of a class are proxies.
	 * @param type a class
	 * @return whether they are
	 */
	boolean isProxyClass(Class<?> type);

	/**
	 * Checks that an entity or a collection is loaded.
	 * @param value any object
	 * @throws Refusal if something of it was not loaded
	 */
	void requireLoaded(Object value);

	/**
	 * The laziness of what is on the class path.
	 * @return Hibernate's, or none
	 */
	static Laziness onClassPath() {
		return Scalars.isPresent("org.hibernate.Hibernate") ? new HibernateLaziness() : NONE;
	}

}
