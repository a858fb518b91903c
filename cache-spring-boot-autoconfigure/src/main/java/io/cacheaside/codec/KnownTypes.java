package io.cacheaside.codec;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicReference;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * The types that the codec knows by itself: what may always be read, and the logical
 * names that stand in a payload where the declared type does not tell what is there.
 */
final class KnownTypes {

	/** Declared types that say nothing, or too little, about the value. */
	static final Set<Class<?>> UNTYPED = Set.of(Object.class, Serializable.class, Comparable.class, Number.class,
			CharSequence.class, Temporal.class, TemporalAccessor.class, Iterable.class, Collection.class);

	/** Declared collections and maps that can be made anew and equal what they were. */
	static final Set<Class<?>> CONTAINERS = Set.of(List.class, ArrayList.class, LinkedList.class,
			CopyOnWriteArrayList.class, Set.class, HashSet.class, LinkedHashSet.class, CopyOnWriteArraySet.class,
			SortedSet.class, NavigableSet.class, TreeSet.class, EnumSet.class, Queue.class, Deque.class,
			ArrayDeque.class, PriorityQueue.class, Map.class, HashMap.class, LinkedHashMap.class, SortedMap.class,
			NavigableMap.class, TreeMap.class, EnumMap.class, ConcurrentMap.class, ConcurrentHashMap.class);

	private static final Map<Class<?>, Class<?>> CONTRACTS = Map.of(ArrayList.class, List.class, LinkedHashSet.class,
			Set.class, TreeSet.class, SortedSet.class, ArrayDeque.class, Queue.class, LinkedHashMap.class, Map.class,
			TreeMap.class, SortedMap.class);

	private static final Map<String, Class<?>> CLASS_BY_ID = classById();

	private static final Map<Class<?>, String> ID_BY_CLASS = idByClass();

	private static final Set<String> PAGES = Set.of("org.springframework.data.domain.Page",
			"org.springframework.data.domain.PageImpl", "org.springframework.data.domain.Slice",
			"org.springframework.data.domain.SliceImpl", "org.springframework.data.domain.Sort",
			"org.springframework.data.domain.Sort$Order", "org.springframework.data.domain.Pageable",
			"org.springframework.data.domain.PageRequest", "org.springframework.data.domain.Unpaged");

	private static final Set<String> NAMES = names();

	private KnownTypes() {
	}

	/**
	 * Whether a type may always be named by the bytes.
	 * @param className the binary name
	 * @return whether it may
	 */
	static boolean isKnown(String className) {
		return NAMES.contains(className);
	}

	/**
	 * Whether a type is one of Spring Data's pages, or what they consist of.
	 * @param type a class
	 * @return whether it is
	 */
	static boolean isPage(Class<?> type) {
		return PAGES.contains(type.getName());
	}

	static Map<String, Class<?>> classesById() {
		return CLASS_BY_ID;
	}

	/**
	 * The logical name of a value, by the contract it keeps: any list is a list.
	 * @param value the value
	 * @return its logical name, empty if it has none
	 */
	static Optional<String> idOf(Object value) {
		Scalar scalar = Scalars.find(value.getClass());
		if (scalar != null) {
			return Optional.of(scalar.id());
		}
		if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
			return Optional.ofNullable(ID_BY_CLASS.get(containerFor(value)));
		}
		return Optional.ofNullable(ID_BY_CLASS.get(value.getClass()));
	}

	/**
	 * The class that a collection or map comes back as where its declared type does not
	 * tell.
	 * @param value a collection or map
	 * @return the class
	 */
	static Class<?> containerFor(Object value) {
		if (value instanceof Map<?, ?>) {
			return (value instanceof SortedMap<?, ?>) ? TreeMap.class : LinkedHashMap.class;
		}
		if (value instanceof Set<?>) {
			return (value instanceof SortedSet<?>) ? TreeSet.class : LinkedHashSet.class;
		}
		if (value instanceof PriorityQueue<?>) {
			return PriorityQueue.class;
		}
		return (value instanceof Queue<?> && !(value instanceof List<?>)) ? ArrayDeque.class : ArrayList.class;
	}

	/**
	 * The widest type whose values are written alike: what comes back as an
	 * {@code ArrayList} may have been any list.
	 * @param type a type
	 * @param types makes types
	 * @return the interface, or the type itself
	 */
	static JavaType contractOf(JavaType type, TypeFactory types) {
		List<JavaType> parameters = type.getBindings().getTypeParameters();
		if (parameters.isEmpty()) {
			return type;
		}
		Class<?> contract = CONTRACTS.getOrDefault(type.getRawClass(), type.getRawClass());
		return types.constructParametricType(contract,
				parameters.stream().map((parameter) -> contractOf(parameter, types)).toArray(JavaType[]::new));
	}

	private static Map<String, Class<?>> classById() {
		Map<String, Class<?>> classes = new LinkedHashMap<>();
		Scalars.list().forEach((scalar) -> classes.put(scalar.id(), scalar.type()));
		classes.putAll(Map.of("string", String.class, "boolean", Boolean.class, "byte", Byte.class, "short",
				Short.class, "int", Integer.class, "long", Long.class, "float", Float.class, "double", Double.class,
				"bigint", BigInteger.class, "decimal", BigDecimal.class));
		classes.putAll(Map.of("list", ArrayList.class, "set", LinkedHashSet.class, "sorted-set", TreeSet.class, "deque",
				ArrayDeque.class, "priority-queue", PriorityQueue.class, "map", LinkedHashMap.class, "sorted-map",
				TreeMap.class, "optional", Optional.class, "reference", AtomicReference.class));
		classes.putAll(Map.of("bytes", byte[].class, "ints", int[].class, "longs", long[].class, "doubles",
				double[].class, "chars", char[].class, "booleans", boolean[].class, "strings", String[].class,
				"objects", Object[].class));
		return Map.copyOf(classes);
	}

	private static Map<Class<?>, String> idByClass() {
		Map<Class<?>, String> ids = new HashMap<>();
		CLASS_BY_ID.forEach((id, type) -> ids.put(type, id));
		return Map.copyOf(ids);
	}

	private static Set<String> names() {
		Set<String> names = new HashSet<>(PAGES);
		List<Class<?>> types = new ArrayList<>(UNTYPED);
		types.addAll(CONTAINERS);
		types.addAll(ID_BY_CLASS.keySet());
		types.addAll(List.of(boolean.class, byte.class, short.class, int.class, long.class, float.class, double.class,
				char.class));
		types.stream().filter((type) -> !type.isArray()).forEach((type) -> names.add(type.getName()));
		return Set.copyOf(names);
	}

}
