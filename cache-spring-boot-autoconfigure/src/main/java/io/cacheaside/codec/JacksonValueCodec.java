package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ClassUtil;

/**
 * Values as JSON, written by a Jackson mapper of its own that keeps the state of objects
 * and not the view that an API shows of them. What comes back equals what was put, or the
 * value is refused when it is put. Safe for use by many threads.
 *
 * <p>
 * Encoding:
 * <ol>
 * <li>A declared type that tells how each value of it is written is the type of the
 * payload, and its canonical generic name stands in the header.
 * <li>One that says too little ({@code Object}, an open interface, a collection of
 * unknown elements) is narrowed to what the value and its elements are; those classes
 * have to be allowed, or nobody could read them.
 * <li>The payload itself names no class. Where it has to tell types apart it bears
 * logical names: of the subtypes that a sealed type permits or that Jackson's annotations
 * name, and of a fixed list of JDK types behind {@code Object}.
 * </ol>
 * Decoding:
 * <ol>
 * <li>A header whose fingerprint is that of the declared type is read as the declared
 * type, in place.
 * <li>Otherwise each class that the header names has to be allowed, or be named by the
 * declared type, before any is loaded; then the whole has to fit the declared type.
 * </ol>
 */
public final class JacksonValueCodec implements ValueCodec {

	private final JsonMapper mapper;

	private final TypeAllowList allowList;

	private final TypeNames names;

	private final Laziness laziness;

	private final RuntimeTypes runtimeTypes;

	private final ConcurrentHashMap<Type, TypePlan> plans = new ConcurrentHashMap<>();

	/**
	 * Creates a codec.
	 * @param settings the settings
	 * @throws IllegalArgumentException if an allowed package is not the name of a package
	 */
	public JacksonValueCodec(JacksonCodecSettings settings) {
		this.laziness = Laziness.onClassPath();
		this.mapper = StateMapper.create(this.laziness);
		this.allowList = new TypeAllowList(settings.allowedPackages());
		this.names = new TypeNames(this.mapper.getTypeFactory(), settings.classLoader());
		this.runtimeTypes = new RuntimeTypes(this.mapper.getTypeFactory(), new ValueGuard(this.laziness));
	}

	@Override
	public EncodedValue encode(Object value, Type declaredType) {
		try {
			Object root = this.laziness.unproxy(value);
			TypePlan declared = plan(declaredType);
			TypePlan plan = declared.fits(root) ? declared : narrowed(root, declared);
			return new EncodedValue(plan.name(), plan.fingerprint(), plan.writer().writeValueAsBytes(root));
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw Failures.onEncode(value.getClass().getTypeName(), ex);
		}
	}

	@Override
	public Object decode(Entry entry, Type declaredType) {
		try {
			if (entry.isNullValue() || !entry.hasValue() || entry.isCompressed() || entry.isEncrypted()) {
				throw new Refusal("there is no payload that this codec can read");
			}
			TypePlan declared = plan(declaredType);
			TypePlan plan = entry.hasFingerprint(declared.fingerprint()) ? declared
					: declared.narrowed(entry.typeName(), (name) -> named(name, declared));
			Object value = plan.reader().readValue(entry.bytes(), entry.payloadOffset(), entry.payloadLength());
			if (value == null) {
				throw new Refusal("the payload holds no value");
			}
			return value;
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw Failures.onDecode(declaredType.getTypeName(), ex);
		}
	}

	private TypePlan plan(Type type) {
		TypePlan known = this.plans.get(type);
		if (known != null) {
			return known;
		}
		JavaType resolved = boxed(this.mapper.constructType(type));
		TypePlan made = new TypePlan(this.mapper, resolved, isDecided(resolved));
		TypePlan other = this.plans.putIfAbsent(type, made);
		return (other != null) ? other : made;
	}

	private JavaType boxed(JavaType type) {
		return type.isPrimitive() ? this.mapper.constructType(ClassUtil.wrapperType(type.getRawClass())) : type;
	}

	/** The plan for a value whose declared type says too little. */
	private TypePlan narrowed(Object root, TypePlan declared) {
		JavaType type = this.runtimeTypes.narrow(root, declared.type());
		if (!type.isTypeOrSubTypeOf(declared.type().getRawClass())) {
			throw new Refusal(DeclaredKind.of(declared.type()).refusal(declared.type()));
		}
		return declared.narrowed(TypeNames.nameOf(type), (name) -> {
			requireAllowed(name, declared);
			return new TypePlan(this.mapper, type, true);
		});
	}

	/** The plan for a type that only the bytes name. */
	private TypePlan named(String name, TypePlan declared) {
		requireAllowed(name, declared);
		JavaType type = this.names.parse(name);
		if (!type.isTypeOrSubTypeOf(declared.type().getRawClass())) {
			throw new Refusal("the type in the header is not the declared one");
		}
		return new TypePlan(this.mapper, type, true);
	}

	private void requireAllowed(String name, TypePlan declared) {
		for (String className : TypeNames.classNamesIn(name)) {
			if (!this.allowList.allows(className) && !declared.classNames().contains(className)) {
				throw new Refusal("the class " + className + " is not declared, and not in an allowed package; "
						+ "declare it as the type of the value, or add its package to cacheaside.codec.allowed-packages");
			}
		}
	}

	private boolean isDecided(JavaType type) {
		DeclaredKind kind = DeclaredKind.of(type);
		if (kind == DeclaredKind.OPEN || kind == DeclaredKind.EXTENSIBLE || kind == DeclaredKind.CERTAIN) {
			return hasLogicalNames(type) || (kind == DeclaredKind.CERTAIN && !isErased(type));
		}
		return kind == DeclaredKind.CONTAINER && !isErased(type);
	}

	private boolean hasLogicalNames(JavaType type) {
		var config = this.mapper.serializationConfig();
		AnnotatedClass annotations = config.classIntrospectorInstance().introspectClassAnnotations(type);
		return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotations) != null;
	}

	private static boolean isErased(JavaType type) {
		int parameters = type.getRawClass().getTypeParameters().length;
		for (int i = 0; i < parameters; i++) {
			if (type.containedTypeOrUnknown(i).isJavaLangObject()) {
				return true;
			}
		}
		return false;
	}

}
