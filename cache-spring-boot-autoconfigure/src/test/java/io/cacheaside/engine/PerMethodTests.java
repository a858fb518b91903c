package io.cacheaside.engine;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PerMethodTests {

	private final PerMethod<String> known = new PerMethod<>();

	@Test
	void oneMethodOfSeveralClassesIsKnownForEach() throws NoSuchMethodException {
		Method size = Collection.class.getMethod("size");
		List<Class<?>> types = List.of(ArrayList.class, LinkedList.class, List.class);
		types.forEach(
				(type) -> assertThat(this.known.putIfAbsent(size, type, type.getName())).isEqualTo(type.getName()));
		assertThat(types).allSatisfy((type) -> assertThat(this.known.get(size, type)).isEqualTo(type.getName()));
		assertThat(this.known.get(size, Collection.class)).isNull();
		assertThat(this.known.get(Collection.class.getMethod("isEmpty"), List.class)).isNull();
	}

	@Test
	void equalMethodIsTheSame() throws NoSuchMethodException {
		this.known.putIfAbsent(Collection.class.getMethod("size"), List.class, "size");
		assertThat(this.known.get(Collection.class.getMethod("size"), List.class)).isEqualTo("size");
	}

	@Test
	void firstOneStays() throws NoSuchMethodException {
		Method size = Collection.class.getMethod("size");
		this.known.putIfAbsent(size, List.class, "first");
		this.known.putIfAbsent(size, ArrayList.class, "other");
		assertThat(this.known.putIfAbsent(size, List.class, "second")).isEqualTo("first");
		assertThat(this.known.get(size, List.class)).isEqualTo("first");
	}

}
