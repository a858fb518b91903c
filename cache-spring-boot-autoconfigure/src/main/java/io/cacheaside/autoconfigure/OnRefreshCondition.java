package io.cacheaside.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether anything is under {@code cacheaside.refresh}. */
final class OnRefreshCondition extends SpringBootCondition {

	private static final String PREFIX = "cacheaside.refresh";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean matches = Binder.get(context.getEnvironment())
			.bind(PREFIX, Bindable.mapOf(String.class, Object.class))
			.isBound();
		return new ConditionOutcome(matches, ConditionMessage.forCondition("refresh")
			.because((matches ? "something is" : "nothing is") + " under " + PREFIX));
	}

}
