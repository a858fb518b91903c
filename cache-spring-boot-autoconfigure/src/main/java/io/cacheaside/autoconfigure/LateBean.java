package io.cacheaside.autoconfigure;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * A bean that is asked for when somebody looks, which may be before it can be made or
 * while its context closes; there is none then. Once it is known it is kept. Safe for use
 * by many threads.
 *
 * @param <T> its type
 */
final class LateBean<T> implements Supplier<Optional<T>> {

	private final ObjectProvider<T> provider;

	private volatile @Nullable T known;

	LateBean(ObjectProvider<T> provider) {
		this.provider = provider;
	}

	/** Empty as long as there is none. */
	@Override
	public Optional<T> get() {
		T bean = this.known;
		if (bean == null) {
			bean = found();
			this.known = bean;
		}
		return Optional.ofNullable(bean);
	}

	private @Nullable T found() {
		try {
			return this.provider.getIfAvailable();
		}
		catch (BeansException | IllegalStateException ex) {
			return null;
		}
	}

}
