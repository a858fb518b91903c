package io.cacheaside.engine;

class FakeLocalTierTests extends LocalTierContract {

	private final LocalTier tier = new FakeLocalTier();

	@Override
	protected LocalTier tier() {
		return this.tier;
	}

}
