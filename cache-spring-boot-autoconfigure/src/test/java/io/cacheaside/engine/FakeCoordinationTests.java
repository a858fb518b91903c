package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class FakeCoordinationTests extends CoordinationContract {

	private final AtomicLong now = new AtomicLong();

	private final FakeCoordination.Server server = new FakeCoordination.Server(this.now::get);

	private final Coordination node = new FakeCoordination(this.server, "one");

	private final Coordination otherNode = new FakeCoordination(this.server, "two");

	@Override
	protected Coordination node() {
		return this.node;
	}

	@Override
	protected Coordination otherNode() {
		return this.otherNode;
	}

	@Override
	protected void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

}
