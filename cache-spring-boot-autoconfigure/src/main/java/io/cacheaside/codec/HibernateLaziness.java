package io.cacheaside.codec;

import org.hibernate.bytecode.enhance.spi.interceptor.BytecodeLazyAttributeInterceptor;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;

/** Hibernate's proxies, persistent collections and enhanced entities. */
final class HibernateLaziness implements Laziness {

	private static final String MEND = "; fetch it before the value is cached (join fetch, entity graph), "
			+ "or cache a DTO without it";

	@Override
	public Object unproxy(Object value) {
		if (!(value instanceof HibernateProxy proxy)) {
			return value;
		}
		LazyInitializer initializer = proxy.getHibernateLazyInitializer();
		if (initializer.isUninitialized()) {
			throw new Refusal("a Hibernate proxy of " + initializer.getEntityName() + " that was not loaded" + MEND);
		}
		return initializer.getImplementation();
	}

	@Override
	public boolean isProxyClass(Class<?> type) {
		return HibernateProxy.class.isAssignableFrom(type);
	}

	@Override
	public void requireLoaded(Object value) {
		if (value instanceof PersistentCollection<?> collection && !collection.wasInitialized()) {
			throw new Refusal("a lazy Hibernate collection that was not loaded" + MEND);
		}
		if (value instanceof PersistentAttributeInterceptable entity
				&& entity.$$_hibernate_getInterceptor() instanceof BytecodeLazyAttributeInterceptor interceptor
				&& interceptor.hasAnyUninitializedAttributes()) {
			throw new Refusal("lazy attributes of " + value.getClass().getName() + " that were not loaded" + MEND);
		}
	}

}
