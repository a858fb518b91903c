package io.cacheaside.codec;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * The logical names of the subtypes of one type: those of its annotations, or else the
 * simple names of its classes. A class without a name is refused when written, and a name
 * that stands for none is unreadable.
 */
final class LogicalNames extends TypeIdResolverBase {

	private final Laziness laziness;

	private final Map<Class<?>, String> names = new HashMap<>();

	private final Map<String, Class<?>> classes = new HashMap<>();

	LogicalNames(JavaType baseType, Collection<NamedType> subtypes, Laziness laziness) {
		super(baseType);
		this.laziness = laziness;
		for (NamedType subtype : subtypes) {
			Class<?> type = subtype.getType();
			String name = subtype.hasName() ? subtype.getName() : type.getSimpleName();
			if (subtype.hasName() || !this.names.containsKey(type)) {
				this.names.put(type, name);
			}
			Class<?> other = this.classes.put(name, type);
			if (other != null && other != type) {
				throw new Refusal("the subtypes " + other.getName() + " and " + type.getName()
						+ " have the same logical name; annotate them with @JsonTypeName");
			}
		}
	}

	@Override
	public String idFromValue(DatabindContext context, Object value) {
		this.laziness.requireLoaded(value);
		return nameOf((value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass());
	}

	@Override
	public String idFromValueAndType(DatabindContext context, Object value, Class<?> type) {
		return (value != null) ? idFromValue(context, value) : nameOf(type);
	}

	private String nameOf(Class<?> type) {
		String name = this.names.get(type);
		if (name == null) {
			throw new Refusal(type.getName() + " is not among the subtypes that "
					+ this._baseType.getRawClass().getName() + " names; add it to @JsonSubTypes, or permit it");
		}
		return name;
	}

	@Override
	public JavaType typeFromId(DatabindContext context, String id) {
		Class<?> type = this.classes.get(id);
		if (type == null || !this._baseType.getRawClass().isAssignableFrom(type)) {
			throw new Refusal(
					"no subtype of " + this._baseType.getRawClass().getName() + " has the name in the payload");
		}
		return context.constructSpecializedType(this._baseType, type);
	}

	@Override
	public JsonTypeInfo.Id getMechanism() {
		return JsonTypeInfo.Id.NAME;
	}

}
