package io.cacheaside.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

import io.cacheaside.engine.LoadContext;

/**
 * Gives a loader on another thread the logging context of its caller, and with
 * Micrometer's context propagation on the class path all that is registered there: the
 * observation, the security context, and what the application registers. Stateless.
 */
final class CallerContext implements LoadContext {

	private static final boolean PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", CallerContext.class.getClassLoader());

	private final TaskDecorator registered = PROPAGATION_PRESENT ? new ContextPropagatingTaskDecorator()
			: (task) -> task;

	@Override
	public Runnable captured(Runnable task) {
		Map<String, String> logging = MDC.getCopyOfContextMap();
		return this.registered.decorate(() -> {
			Map<String, String> before = MDC.getCopyOfContextMap();
			replace(logging);
			try {
				task.run();
			}
			finally {
				replace(before);
			}
		});
	}

	private static void replace(@Nullable Map<String, String> logging) {
		if (logging != null) {
			MDC.setContextMap(logging);
		}
		else {
			MDC.clear();
		}
	}

}
