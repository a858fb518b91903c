package io.cacheaside.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that is known about one type: its name, its fingerprint, what writes and what reads
 * it. Writer and reader are made when first needed, since a type that cannot be written
 * may still be asked for; made twice by two threads they are the same.
 */
final class TypePlan {

	/** Names in headers are bytes from outside: no more than this many are remembered. */
	private static final int MOST_NARROWED = 256;

	private final JsonMapper mapper;

	private final JavaType type;

	private final String name;

	private final long fingerprint;

	private final Set<String> classNames;

	private final boolean decided;

	private final ConcurrentHashMap<String, TypePlan> narrowed = new ConcurrentHashMap<>();

	private volatile @Nullable ObjectWriter writer;

	private volatile @Nullable ObjectReader reader;

	/**
	 * Creates a plan.
	 * @param mapper the mapper
	 * @param type the type
	 * @param decided whether the type alone tells how every value of it is written
	 */
	TypePlan(JsonMapper mapper, JavaType type, boolean decided) {
		this.mapper = mapper;
		this.type = type;
		this.decided = decided;
		this.name = TypeNames.nameOf(type);
		this.fingerprint = EntryFormat.fingerprint(this.name);
		this.classNames = TypeNames.classNamesIn(this.name);
	}

	JavaType type() {
		return this.type;
	}

	String name() {
		return this.name;
	}

	long fingerprint() {
		return this.fingerprint;
	}

	Set<String> classNames() {
		return this.classNames;
	}

	/**
	 * Whether a value can be written as this type.
	 * @param value the value, not a proxy
	 * @return {@code false} if a narrower type has to be found for it
	 */
	boolean fits(Object value) {
		Class<?> raw = this.type.getRawClass();
		return this.decided || (value.getClass() == raw && !this.type.isContainerType() && !this.type.isReferenceType()
				&& !KnownTypes.isPage(raw));
	}

	ObjectWriter writer() {
		ObjectWriter current = this.writer;
		if (current == null) {
			current = this.mapper.writerFor(KnownTypes.contractOf(this.type, this.mapper.getTypeFactory()));
			this.writer = current;
		}
		return current;
	}

	ObjectReader reader() {
		ObjectReader current = this.reader;
		if (current == null) {
			current = this.mapper.readerFor(this.type);
			this.reader = current;
		}
		return current;
	}

	/**
	 * The plan for a type that the header names instead of this one.
	 * @param typeName the name
	 * @param make checks the name and makes the plan
	 * @return the plan
	 */
	TypePlan narrowed(String typeName, Function<String, TypePlan> make) {
		TypePlan known = this.narrowed.get(typeName);
		if (known != null) {
			return known;
		}
		TypePlan made = make.apply(typeName);
		if (this.narrowed.size() < MOST_NARROWED) {
			this.narrowed.put(typeName, made);
		}
		return made;
	}

}
