package io.cacheaside.codec;

import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The table of {@link Scalar}s. Their text is the one that the type itself gives and
 * takes, so that neither nanoseconds, zones nor scales depend on a mapper's settings.
 */
final class Scalars {

	private static final List<Scalar> ALL = all();

	private static final Map<Class<?>, Scalar> BY_TYPE = byType();

	private Scalars() {
	}

	static List<Scalar> list() {
		return ALL;
	}

	/**
	 * Finds the scalar for a class.
	 * @param type a class
	 * @return its scalar, or {@code null} if it is not one
	 */
	static @Nullable Scalar find(Class<?> type) {
		Scalar exact = BY_TYPE.get(type);
		if (exact != null || type.isPrimitive() || type == Object.class) {
			return exact;
		}
		for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
			Scalar scalar = BY_TYPE.get(above);
			if (scalar != null && scalar.family() && isOfTheJdk(type)) {
				return scalar;
			}
		}
		return null;
	}

	private static boolean isOfTheJdk(Class<?> type) {
		return type.getName().startsWith("java.") || type.getName().startsWith("sun.");
	}

	private static Map<Class<?>, Scalar> byType() {
		Map<Class<?>, Scalar> byType = new HashMap<>();
		ALL.forEach((scalar) -> byType.put(scalar.type(), scalar));
		return Map.copyOf(byType);
	}

	private static List<Scalar> all() {
		List<Scalar> scalars = new ArrayList<>(times());
		scalars.addAll(names());
		scalars.addAll(holders());
		if (isPresent("java.sql.Timestamp")) {
			scalars.addAll(SqlScalars.list());
		}
		return List.copyOf(scalars);
	}

	private static List<Scalar> times() {
		return List.of(Scalar.of("instant", Instant.class, Scalars::instantText, Scalars::instant),
				Scalar.of("date", LocalDate.class, LocalDate::parse),
				Scalar.of("time", LocalTime.class, LocalTime::parse),
				Scalar.of("datetime", LocalDateTime.class, LocalDateTime::parse),
				Scalar.of("offset-datetime", OffsetDateTime.class, OffsetDateTime::parse),
				Scalar.of("offset-time", OffsetTime.class, OffsetTime::parse),
				Scalar.of("zoned-datetime", ZonedDateTime.class, Scalars::zonedText, ZonedDateTime::parse),
				Scalar.of("duration", Duration.class, Duration::parse),
				Scalar.of("period", Period.class, Period::parse),
				Scalar.of("year", Year.class, (text) -> Year.of(Integer.parseInt(text))),
				Scalar.of("year-month", YearMonth.class, YearMonth::parse),
				Scalar.of("month-day", MonthDay.class, MonthDay::parse),
				Scalar.of("month", Month.class, Month::name, Month::valueOf),
				Scalar.of("weekday", DayOfWeek.class, DayOfWeek::name, DayOfWeek::valueOf),
				Scalar.of("offset", ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of),
				Scalar.of("zone", ZoneId.class, ZoneId::getId, ZoneId::of).asFamily(),
				Scalar.of("timezone", TimeZone.class, Scalars::timeZoneText, TimeZone::getTimeZone).asFamily(),
				Scalar.of("util-date", Date.class, (date) -> Long.toString(date.getTime()),
						(text) -> new Date(Long.parseLong(text))));
	}

	private static List<Scalar> names() {
		return List.of(Scalar.of("uuid", UUID.class, UUID::fromString), Scalar.of("uri", URI.class, URI::create),
				Scalar.of("url", URL.class, URL::toExternalForm, Scalars::url),
				Scalar.of("locale", Locale.class, Scalars::localeText, Locale::forLanguageTag),
				Scalar.of("currency", Currency.class, Currency::getCurrencyCode, Currency::getInstance),
				Scalar.of("charset", Charset.class, Charset::name, Charset::forName).asFamily(),
				Scalar.of("pattern", Pattern.class, (pattern) -> pattern.flags() + ":" + pattern.pattern(),
						Scalars::pattern),
				Scalar.of("inet", InetAddress.class, Scalars::inetText, Scalars::inet).asFamily());
	}

	private static List<Scalar> holders() {
		return List.of(Scalar.of("char", Character.class, Scalars::character),
				Scalar.of("bits", BitSet.class, (bits) -> base64(bits.toByteArray()),
						(text) -> BitSet.valueOf(Base64.getDecoder().decode(text))),
				Scalar.of("atomic-int", AtomicInteger.class, (text) -> new AtomicInteger(Integer.parseInt(text))),
				Scalar.of("atomic-long", AtomicLong.class, (text) -> new AtomicLong(Long.parseLong(text))),
				Scalar.of("atomic-boolean", AtomicBoolean.class, Scalars::atomicBoolean),
				Scalar.of("optional-int", OptionalInt.class,
						(optional) -> optional.isPresent() ? Integer.toString(optional.getAsInt()) : "",
						(text) -> text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text))),
				Scalar.of("optional-long", OptionalLong.class,
						(optional) -> optional.isPresent() ? Long.toString(optional.getAsLong()) : "",
						(text) -> text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text))),
				Scalar.of("optional-double", OptionalDouble.class,
						(optional) -> optional.isPresent() ? Double.toString(optional.getAsDouble()) : "",
						(text) -> text.isEmpty() ? OptionalDouble.empty()
								: OptionalDouble.of(Double.parseDouble(text))));
	}

	static boolean isPresent(String className) {
		try {
			Class.forName(className, false, Scalars.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/** Seconds and nanoseconds: ISO text takes ten times as long to read. */
	private static String instantText(Instant instant) {
		return instant.getEpochSecond() + "." + instant.getNano();
	}

	private static Instant instant(String text) {
		int dot = text.indexOf('.');
		return Instant.ofEpochSecond(Long.parseLong(text, 0, dot, 10),
				Integer.parseInt(text, dot + 1, text.length(), 10));
	}

	private static String zonedText(ZonedDateTime time) {
		String text = time.toString();
		if (!ZonedDateTime.parse(text).equals(time)) {
			throw new Refusal("a ZonedDateTime whose text form does not give it back; use an OffsetDateTime");
		}
		return text;
	}

	private static String timeZoneText(TimeZone zone) {
		if (!TimeZone.getTimeZone(zone.getID()).equals(zone)) {
			throw new Refusal("a TimeZone that its ID does not give back; use a ZoneId");
		}
		return zone.getID();
	}

	private static String localeText(Locale locale) {
		String tag = locale.toLanguageTag();
		if (!Locale.forLanguageTag(tag).equals(locale)) {
			throw new Refusal("a Locale that its language tag does not give back; make it with Locale.Builder");
		}
		return tag;
	}

	private static URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("not a URL", ex);
		}
	}

	private static Pattern pattern(String text) {
		int colon = text.indexOf(':');
		return Pattern.compile(text.substring(colon + 1), Integer.parseInt(text.substring(0, colon)));
	}

	private static Character character(String text) {
		if (text.length() != 1) {
			throw new IllegalArgumentException("not one character");
		}
		return text.charAt(0);
	}

	private static AtomicBoolean atomicBoolean(String text) {
		return new AtomicBoolean(Boolean.parseBoolean(text));
	}

	/** The name, if any, and the address, without asking a name server. */
	private static String inetText(InetAddress address) {
		String text = address.toString();
		return text.substring(0, text.lastIndexOf('/')) + "/" + base64(address.getAddress());
	}

	private static InetAddress inet(String text) {
		// Base64 may hold a slash, a host name may not
		int slash = text.indexOf('/');
		String host = text.substring(0, slash);
		try {
			return InetAddress.getByAddress(host.isEmpty() ? null : host,
					Base64.getDecoder().decode(text.substring(slash + 1)));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("not an address", ex);
		}
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
