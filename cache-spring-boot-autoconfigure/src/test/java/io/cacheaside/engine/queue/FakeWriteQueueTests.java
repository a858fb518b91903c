package io.cacheaside.engine.queue;

import java.time.Duration;

import io.cacheaside.engine.log.FakeTime;

class FakeWriteQueueTests extends WriteQueueContract {

	private final FakeTime time = new FakeTime();

	private final FakeWriteQueue queue = new FakeWriteQueue(this.time);

	@Override
	protected WriteQueue queue() {
		return this.queue;
	}

	@Override
	protected void pass(Duration duration) {
		this.time.pass(duration);
	}

}
