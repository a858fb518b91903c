package io.cacheaside.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.cacheaside.Position;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.JacksonCodecSettings;
import io.cacheaside.codec.JacksonValueCodec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;

/**
 * A value of about 1 KB to bytes and back: our entries, header included; what a plain
 * Jackson mapper costs for the same value, as the floor; JDK serialization.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgs = { "-Xms512m", "-Xmx512m" })
public class CodecBenchmark {

	private final User user = User.of("usr_1");

	private final JacksonValueCodec codec = new JacksonValueCodec(
			new JacksonCodecSettings(List.of("io.cacheaside.benchmark"), User.class.getClassLoader()));

	private final JdkSerializationRedisSerializer jdk = new JdkSerializationRedisSerializer();

	private final ObjectWriter plainWriter = JsonMapper.shared().writerFor(User.class);

	private final ObjectReader plainReader = JsonMapper.shared().readerFor(User.class);

	private final byte[] entryBytes = encode();

	private final byte[] jsonBytes = encodePlainJackson();

	private final byte[] jdkBytes = encodeJdk();

	@Benchmark
	public byte[] encode() {
		return EntryBuilder.at(Position.NONE).toBytes(this.codec.encode(this.user, User.class));
	}

	@Benchmark
	public Object decode() {
		return this.codec.decode(Entry.parse(this.entryBytes).orElseThrow(), User.class);
	}

	@Benchmark
	public boolean parseHeader() {
		return Entry.parse(this.entryBytes).orElseThrow().hasValue();
	}

	@Benchmark
	public byte[] encodePlainJackson() {
		return this.plainWriter.writeValueAsBytes(this.user);
	}

	@Benchmark
	public Object decodePlainJackson() {
		return this.plainReader.readValue(this.jsonBytes);
	}

	@Benchmark
	public byte[] encodeJdk() {
		return this.jdk.serialize(this.user);
	}

	@Benchmark
	public @Nullable Object decodeJdk() {
		return this.jdk.deserialize(this.jdkBytes);
	}

	/** How many bytes the value takes. */
	String sizes() {
		return String.format(Locale.ROOT, "entry %,d, plain JSON %,d, JDK serialization %,d", this.entryBytes.length,
				this.jsonBytes.length, this.jdkBytes.length);
	}

}
