package io.cacheaside.key;

import java.io.Closeable;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.Buffer;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;

import io.cacheaside.CacheKeyException;

/** The text of a value that holds no others. */
final class ScalarText {

	private static final List<Class<?>> NO_VALUES = List.of(BaseStream.class, Iterator.class, Enumeration.class,
			Closeable.class, Thread.class, Future.class, Buffer.class);

	/** What the names of class proxies contain. */
	private static final List<String> GENERATED = List.of("$$SpringCGLIB$$", "$$Enhancer", "$HibernateProxy$");

	/** Whether a class has a text of its own rather than that of its identity. */
	private static final ClassValue<Boolean> HAS_TEXT = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			if (Proxy.isProxyClass(type) || type.isHidden()
					|| NO_VALUES.stream().anyMatch((noValue) -> noValue.isAssignableFrom(type))) {
				return false;
			}
			return hasOwnText(type);
		}

	};

	private static final boolean SQL_PRESENT = isSqlPresent();

	private ScalarText() {
	}

	static CharSequence of(Object value) {
		if (value instanceof CharSequence text) {
			return text;
		}
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		if (value instanceof Class<?> type) {
			return type.getName();
		}
		if (value instanceof Date date) {
			// Its own text loses the milliseconds.
			return instant(date).toString();
		}
		if (value instanceof Calendar calendar) {
			return calendar.toInstant() + "[" + calendar.getTimeZone().getID() + "]";
		}
		if (value instanceof URL url) {
			return url.toExternalForm();
		}
		if (value instanceof Pattern pattern) {
			return pattern.flags() + "/" + pattern.pattern();
		}
		if (value instanceof Locale locale) {
			// Without language and country, its own text drops everything else.
			boolean dropped = locale.toString().isEmpty() && !locale.equals(Locale.ROOT);
			return dropped ? locale.toLanguageTag() : locale.toString();
		}
		String text = isStable(value) ? value.toString() : null;
		if (text == null || showsIdentity(text, value)) {
			throw new CacheKeyException("A key cannot be made of a " + value.getClass().getName()
					+ ", which has no stable text form; give a key expression that picks its identity, such as "
					+ "'#argument.id', make it a record, or override toString()");
		}
		return text;
	}

	/** Whether the class of a value gives it a text of its own. */
	static boolean isStable(Object value) {
		return HAS_TEXT.get(value.getClass());
	}

	private static boolean showsIdentity(String text, Object value) {
		return text.indexOf('@') >= 0 && text.contains("@" + Integer.toHexString(System.identityHashCode(value)));
	}

	private static boolean hasOwnText(Class<?> type) {
		try {
			Class<?> declaring = type.getMethod("toString").getDeclaringClass();
			// A class proxy only passes the call on to the class behind it.
			while (GENERATED.stream().anyMatch(declaring.getName()::contains)) {
				declaring = declaring.getSuperclass().getMethod("toString").getDeclaringClass();
			}
			return declaring != Object.class;
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("every class has toString()", ex);
		}
	}

	private static Instant instant(Date date) {
		return (SQL_PRESENT && SqlDates.isTimestamp(date)) ? SqlDates.instant(date)
				: Instant.ofEpochMilli(date.getTime());
	}

	private static boolean isSqlPresent() {
		try {
			Class.forName("java.sql.Timestamp", false, ScalarText.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/** Apart, so that nothing of it loads on a runtime without the module. */
	private static final class SqlDates {

		static boolean isTimestamp(Date date) {
			return date instanceof Timestamp;
		}

		static Instant instant(Date date) {
			return ((Timestamp) date).toInstant();
		}

	}

}
