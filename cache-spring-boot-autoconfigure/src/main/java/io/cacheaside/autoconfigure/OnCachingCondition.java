package io.cacheaside.autoconfigure;

import java.util.Map;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Decides {@link ConditionalOnCaching}. */
final class OnCachingCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = Objects
			.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnCaching.class.getName()));
		ConditionalOnCaching.State wanted = (ConditionalOnCaching.State) Objects
			.requireNonNull(attributes.get("value"));
		Environment environment = context.getEnvironment();
		boolean matches = switch (wanted) {
			case ON -> CachingSwitch.isOn(environment);
			case OFF -> !CachingSwitch.isOn(environment);
			case MANAGER_WANTED -> CachingSwitch.isOn(environment) && CachingSwitch.isManagerOurs(environment);
			case MANAGER_OFF -> !CachingSwitch.isOn(environment) && CachingSwitch.isManagerOurs(environment);
		};
		ConditionMessage message = ConditionMessage.forCondition(ConditionalOnCaching.class)
			.because("cacheaside.enabled and spring.cache.type " + (matches ? "say " : "do not say ") + wanted);
		return new ConditionOutcome(matches, message);
	}

}
