package io.cacheaside.expression;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CompositeKey;

/**
 * A precompiled expression. What it cannot decide as SpEL would, a property of
 * {@code null} for one, it leaves to SpEL by {@link #UNDECIDED}.
 */
sealed interface ValueNode {

	/** Not a value: the expression is to be interpreted. */
	Object UNDECIDED = new Object();

	@Nullable Object value(ExpressionSubject subject);

	record Argument(int index) implements ValueNode {

		@Override
		public @Nullable Object value(ExpressionSubject subject) {
			return ((ExpressionSubject.MethodCall) subject).arguments()[this.index];
		}

	}

	record AllArguments() implements ValueNode {

		@Override
		public Object value(ExpressionSubject subject) {
			return CompositeKey.of(((ExpressionSubject.MethodCall) subject).arguments());
		}

	}

	/** The default key of one argument: one part, also if it is a composite key. */
	record OnlyArgument() implements ValueNode {

		@Override
		public @Nullable Object value(ExpressionSubject subject) {
			Object argument = ((ExpressionSubject.MethodCall) subject).arguments()[0];
			return (argument instanceof CompositeKey) ? CompositeKey.of(argument) : argument;
		}

	}

	record Result() implements ValueNode {

		@Override
		public @Nullable Object value(ExpressionSubject subject) {
			return ((ExpressionSubject.MethodCall) subject).result();
		}

	}

	record Event() implements ValueNode {

		@Override
		public Object value(ExpressionSubject subject) {
			return ((ExpressionSubject.Event) subject).event();
		}

	}

	record Constant(@Nullable Object constant) implements ValueNode {

		@Override
		public @Nullable Object value(ExpressionSubject subject) {
			return this.constant;
		}

	}

	record Property(ValueNode owner, PropertyReader reader, boolean nullSafe) implements ValueNode {

		@Override
		public @Nullable Object value(ExpressionSubject subject) {
			Object object = this.owner.value(subject);
			if (object == null) {
				return this.nullSafe ? null : UNDECIDED;
			}
			return (object == UNDECIDED) ? UNDECIDED : this.reader.read(object);
		}

	}

	record ListOf(List<ValueNode> elements) implements ValueNode {

		@Override
		public Object value(ExpressionSubject subject) {
			@Nullable Object[] values = new Object[this.elements.size()];
			for (int i = 0; i < values.length; i++) {
				values[i] = this.elements.get(i).value(subject);
				if (values[i] == UNDECIDED) {
					return UNDECIDED;
				}
			}
			return Arrays.asList(values);
		}

	}

}
