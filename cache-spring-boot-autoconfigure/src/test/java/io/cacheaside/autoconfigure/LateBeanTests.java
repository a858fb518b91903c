package io.cacheaside.autoconfigure;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LateBeanTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private boolean makeable;

	private final LateBean<StringBuilder> bean = new LateBean<>(
			this.context.getBeanFactory().getBeanProvider(StringBuilder.class));

	@Test
	void isEmptyBeforeItCanBeMadeAndThenKept() {
		assertThat(this.bean.get()).isEmpty();
		start();
		assertThat(this.bean.get()).isEmpty();
		this.makeable = true;
		Optional<StringBuilder> found = this.bean.get();
		assertThat(found).isPresent();
		this.context.close();
		assertThat(this.bean.get().orElseThrow()).isSameAs(found.orElseThrow());
	}

	private void start() {
		this.context.registerBean(StringBuilder.class, () -> {
			if (!this.makeable) {
				throw new BeanCurrentlyInCreationException("builder");
			}
			return new StringBuilder();
		}, (definition) -> definition.setLazyInit(true));
		this.context.refresh();
	}

}
