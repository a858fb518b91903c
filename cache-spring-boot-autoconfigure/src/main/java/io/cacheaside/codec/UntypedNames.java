package io.cacheaside.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * The logical names that stand beside values whose declared type says nothing, out of the
 * fixed list of {@link KnownTypes}: {@code ["long",5]}. Classes of the application have
 * none and are refused.
 */
final class UntypedNames extends TypeIdResolverBase {

	private final ValueGuard guard;

	UntypedNames(JavaType baseType, ValueGuard guard) {
		super(baseType);
		this.guard = guard;
	}

	@Override
	public String idFromValue(DatabindContext context, Object value) {
		this.guard.requireRestorable(value);
		return KnownTypes.idOf(value)
			.orElseThrow(() -> new Refusal("a " + value.getClass().getName() + " where "
					+ this._baseType.getRawClass().getName()
					+ " is declared, so that its class would have to be named in the payload; declare its type"));
	}

	@Override
	public String idFromValueAndType(DatabindContext context, Object value, Class<?> type) {
		return idFromValue(context, value);
	}

	@Override
	public JavaType typeFromId(DatabindContext context, String id) {
		Class<?> type = KnownTypes.classesById().get(id);
		if (type == null || !this._baseType.getRawClass().isAssignableFrom(type)) {
			throw new Refusal(
					"no type that fits " + this._baseType.getRawClass().getName() + " has the name in the payload");
		}
		if (this._baseType.containedTypeCount() == 1 && Iterable.class.isAssignableFrom(type)) {
			return context.getTypeFactory().constructParametricType(type, this._baseType.containedType(0));
		}
		return context.constructType(type);
	}

	@Override
	public JsonTypeInfo.Id getMechanism() {
		return JsonTypeInfo.Id.NAME;
	}

}
