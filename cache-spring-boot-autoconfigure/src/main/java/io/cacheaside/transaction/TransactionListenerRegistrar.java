package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.util.function.SingletonSupplier;

/**
 * Gives a listener to every transaction manager that takes one, once each; also to those
 * that Boot does not make. It does so before the manager can be wrapped in a proxy, on
 * which its list of listeners cannot be reached.
 */
public final class TransactionListenerRegistrar implements BeanPostProcessor {

	private final SingletonSupplier<TransactionExecutionListener> listener;

	/**
	 * Creates the registrar.
	 * @param listener gives the listener at the first transaction manager; not earlier,
	 * since this is made before most beans
	 */
	public TransactionListenerRegistrar(Supplier<TransactionExecutionListener> listener) {
		this.listener = SingletonSupplier.of(listener);
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager && bean instanceof PlatformTransactionManager) {
			register(manager);
		}
		return bean;
	}

	private void register(ConfigurableTransactionManager manager) {
		TransactionExecutionListener added = this.listener.obtain();
		Collection<TransactionExecutionListener> present = manager.getTransactionExecutionListeners();
		if (!present.contains(added)) {
			// The application's own list may be unmodifiable.
			List<TransactionExecutionListener> all = new ArrayList<>(present);
			all.add(added);
			manager.setTransactionExecutionListeners(all);
		}
	}

}
