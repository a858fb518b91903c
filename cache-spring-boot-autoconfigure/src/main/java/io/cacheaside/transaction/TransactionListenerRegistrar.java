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
 * Gives every transaction manager that takes one a listener of its own; also those that
 * Boot does not make. It does so before the manager can be wrapped in a proxy, on which
 * its list of listeners cannot be reached.
 */
public final class TransactionListenerRegistrar implements BeanPostProcessor {

	private final SingletonSupplier<SpringTransactionScope> scope;

	/**
	 * Creates the registrar.
	 * @param scope gives what is told of transactions at the first transaction manager;
	 * not earlier, since this is made before most beans
	 */
	public TransactionListenerRegistrar(Supplier<SpringTransactionScope> scope) {
		this.scope = SingletonSupplier.of(scope);
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager && bean instanceof PlatformTransactionManager) {
			register(manager);
		}
		return bean;
	}

	private void register(ConfigurableTransactionManager manager) {
		SpringTransactionScope told = this.scope.obtain();
		Collection<TransactionExecutionListener> present = manager.getTransactionExecutionListeners();
		if (present.stream().noneMatch((each) -> each instanceof TransactionBeginning ours && ours.isOf(told))) {
			// The application's own list may be unmodifiable.
			List<TransactionExecutionListener> all = new ArrayList<>(present);
			all.add(told.listener(manager));
			manager.setTransactionExecutionListeners(all);
		}
	}

}
