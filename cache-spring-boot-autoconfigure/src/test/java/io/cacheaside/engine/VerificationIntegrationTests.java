package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.JacksonCodecSettings;
import io.cacheaside.codec.JacksonValueCodec;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** The development switch tells cache, method and path of what a value loses. */
@ExtendWith(OutputCaptureExtension.class)
class VerificationIntegrationTests {

	@Test
	void reportsWhatIsLostByCacheMethodAndPath(CapturedOutput output) {
		onLossyCodec().withPropertyValues("cacheaside.codec.verify=true")
			.run((context) -> context.getBean(Service.class).find("1"));
		assertThat(output).contains("Cache 'lossy'").contains("Service.find(String)").contains("$.secret");
	}

	@Test
	void isOffByDefault(CapturedOutput output) {
		onLossyCodec().run((context) -> context.getBean(Service.class).find("1"));
		assertThat(output).doesNotContain("'lossy'");
	}

	@Test
	void codecIsReplacedForOneCache() {
		onLossyCodec().run((context) -> {
			Service service = context.getBean(Service.class);
			service.find("1");
			assertThat(service.find("1")).isEqualTo(new Value("1", null));
			service.findLossless("1");
			assertThat(service.findLossless("1")).isEqualTo(new Value("1", "kept?"));
		});
	}

	private static ApplicationContextRunner onLossyCodec() {
		return RedisContextRunner.onEmptyRedis()
			.withPropertyValues("cacheaside.caches.lossy.codec.bean=lossyCodec")
			.withBean("lossyCodec", LossyCodec.class)
			.withBean(Service.class);
	}

	static class Service {

		@CacheAside("lossy")
		public Value find(String id) {
			return new Value(id, "kept?");
		}

		@CacheAside("lossless")
		public Value findLossless(String id) {
			return new Value(id, "kept?");
		}

	}

	public record Value(String name, String secret) {
	}

	/** Forgets the secret. */
	static class LossyCodec implements ValueCodec {

		private final ValueCodec delegate = new JacksonValueCodec(
				new JacksonCodecSettings(List.of(), getClass().getClassLoader()));

		@Override
		public EncodedValue encode(Object value, Type declaredType) {
			return this.delegate.encode(new Value(((Value) value).name(), null), declaredType);
		}

		@Override
		public Object decode(Entry entry, Type declaredType) {
			return this.delegate.decode(entry, declaredType);
		}

	}

}
