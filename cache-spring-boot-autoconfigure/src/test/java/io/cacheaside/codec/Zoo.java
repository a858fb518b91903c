package io.cacheaside.codec;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Types of an application, of every kind that is worth caching. */
final class Zoo {

	private Zoo() {
	}

	record User(String id, @Nullable String name, int age) {
	}

	record Box<T>(T content) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Box<?> box && Objects.deepEquals(this.content, box.content);
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	record Optionals(Optional<User> user, OptionalInt number, Optional<String> none) {
	}

	record Loose(Number number, Object list, Collection<String> names, Comparable<?> comparable, CharSequence chars) {
	}

	enum Color {

		RED,

		GREEN {
			@Override
			String nice() {
				return "lime";
			}
		};

		String nice() {
			return name();
		}

		@Override
		public String toString() {
			return "color " + nice();
		}

	}

	sealed interface Shape permits Round, Square {

	}

	sealed interface Round extends Shape permits Circle {

	}

	record Circle(double radius) implements Round {
	}

	record Square(double side, Color color) implements Shape {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
			@JsonSubTypes.Type(value = Cat.class, name = "cat") })
	interface Animal {

		String kind();

	}

	record Dog(String name, boolean loud) implements Animal {

		@Override
		public String kind() {
			return "dog";
		}

	}

	record Cat(String name, int lives) implements Animal {

		@Override
		public String kind() {
			return "cat";
		}

	}

	static List<User> users() {
		return List.of(new User("usr_1", "Ada", 36));
	}

}
