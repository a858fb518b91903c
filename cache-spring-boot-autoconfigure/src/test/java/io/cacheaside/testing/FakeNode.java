package io.cacheaside.testing;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.JacksonCodecSettings;
import io.cacheaside.codec.JacksonValueCodec;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.engine.CacheDefinitions;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CoherenceSettings;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.engine.FakeLocalTier;
import io.cacheaside.engine.FakeRemoteTier;
import io.cacheaside.engine.LocalTiers;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.TransactionScope;
import io.cacheaside.engine.log.FakeInvalidationLog;
import io.cacheaside.engine.log.FakeTime;

/**
 * An engine with nothing real under it, for what stands on the engine. Everything happens
 * on the thread of the test, when it says so. Any cache may exist; the one called
 * {@code off} is switched off.
 */
public final class FakeNode {

	/** The only clock there is. */
	public final FakeTime time = new FakeTime();

	/** Redis, where the entries are. */
	public final FakeRemoteTier remote = new FakeRemoteTier(this.time);

	/** Redis, where the log is. */
	public final FakeInvalidationLog log = new FakeInvalidationLog(this.time);

	private final LocalTiers locals;

	/** A node whose local tiers are in memory. */
	public FakeNode() {
		this((settings) -> new FakeLocalTier());
	}

	/**
	 * A node.
	 * @param locals makes its local tiers
	 */
	public FakeNode(LocalTiers locals) {
		this.locals = locals;
	}

	/**
	 * Starts the engine and gives it the time to load the log, if that can be reached.
	 * @param listener hears what the engine does
	 * @return the engine
	 */
	public CacheEngine start(EngineListener listener) {
		return start(listener, this.remote);
	}

	/**
	 * Starts the engine on another view of Redis.
	 * @param listener hears what the engine does
	 * @param tier stands before the entries
	 * @return the engine
	 */
	public CacheEngine start(EngineListener listener, RemoteTier tier) {
		EnginePorts ports = new EnginePorts(this.locals, tier, this.log, TransactionScope.NONE, this.time,
				Runnable::run, this.time, new Random(1));
		CacheEngine engine = new CacheEngine(ports, new Definitions(), CoherenceSettings.DEFAULTS, listener,
				new OutcomeRecorder());
		engine.start();
		pass(Duration.ofSeconds(1));
		return engine;
	}

	/**
	 * Lets time pass, in steps short enough for the log to be followed.
	 * @param duration how long
	 */
	public void pass(Duration duration) {
		Duration step = Duration.ofMillis(100);
		for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
			this.time.pass(step);
			this.log.endWaits();
		}
	}

	private static final class Definitions implements CacheDefinitions {

		private final ValueCodec codec = new JacksonValueCodec(
				new JacksonCodecSettings(List.of(), FakeNode.class.getClassLoader()));

		@Override
		public CacheSettings settings(String cacheName) {
			return new CacheSettings(cacheName, !cacheName.equals("off"), TimeToLive.of(Duration.ofHours(1)),
					Duration.ofMinutes(1), TimeToLive.NONE, 0, Set.of(), false, 1_000_000,
					new LocalSettings(true, 1_000, 0, null, false));
		}

		@Override
		public ValueCodec codec(String cacheName) {
			return this.codec;
		}

	}

}
