package io.cacheaside.springcache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.cache.Cache;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.Lookup;
import io.cacheaside.engine.PendingLoad;
import io.cacheaside.engine.PendingPut;
import io.cacheaside.engine.Refreshing;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** What an invocation of a method tells the engine, and when. */
class InvocationCacheTests {

	private static final CacheKey KEY = new CacheKey("user", "user:1");

	private final LoadStart before = new LoadStart(Position.NONE, 1, 0, 0);

	private final LoadStart later = new LoadStart(Position.NONE, 2, 0, 0);

	private final PendingLoad load = new PendingLoad(KEY, "1", this.before, null);

	private final CacheRegion region = mock(CacheRegion.class);

	private final CacheAsideCache cache = new CacheAsideCache(this.region, new KeyEncoder());

	@BeforeEach
	void answerAsARegionDoes() {
		given(this.region.settings()).willReturn(new CacheSettings("user", true, TimeToLive.NONE,
				java.time.Duration.ZERO, TimeToLive.NONE, 0, java.util.Set.of(), false, 1000, LocalSettings.OFF));
		given(this.region.start()).willReturn(this.before, this.later);
		given(this.region.begin(eq(KEY), any(), any(), same(this.before)))
			.willReturn(CompletableFuture.completedFuture(this.load));
		given(this.region.store(any(), any(), any())).willReturn(CompletableFuture.completedFuture(null));
		given(this.region.put(any(), any(), any())).willReturn(CompletableFuture.completedFuture(null));
		given(this.region.handOver(any())).willAnswer((call) -> call.<CompletionStage<?>>getArgument(0));
	}

	@Test
	void putAfterAMissEndsTheLoadThatTheMissBegan() {
		lookupGives(Lookup.MISS);
		Cache invocation = new InvocationCache(this.cache, null);
		assertThat(invocation.get("1")).isNull();
		verify(this.region).begin(KEY, "1", Lookup.MISS, this.before);
		invocation.put("1", "loaded");
		verify(this.region).store(same(this.load), eq(PendingLoad.Loaded.of("loaded")), any());
		verify(this.region, never()).put(any(), any(), any());
	}

	@Test
	void putAfterABypassIsNoPutEither() {
		lookupGives(Lookup.BYPASS);
		Cache invocation = new InvocationCache(this.cache, null);
		invocation.get("1");
		verify(this.region).begin(KEY, "1", Lookup.BYPASS, this.before);
		invocation.put("1", "loaded");
		verify(this.region).store(same(this.load), eq(PendingLoad.Loaded.of("loaded")), any());
	}

	@Test
	void secondPutAfterAMissReplacesNothing() {
		lookupGives(Lookup.MISS);
		Cache invocation = new InvocationCache(this.cache, null);
		invocation.get("1");
		invocation.put("1", "loaded");
		invocation.put("1", "loaded again");
		verify(this.region, never()).put(any(), any(), any());
	}

	@Test
	void putWithoutAMissReplacesWithWhatWasKnownWhenTheInvocationBegan() {
		Cache invocation = new InvocationCache(this.cache, null);
		this.region.start();
		invocation.put("1", "written");
		verify(this.region).put(eq(new PendingPut(KEY, "1", this.before)), eq("written"), any());
	}

	@Test
	void putOfAnotherKeyThanTheOneMissedReplaces() {
		lookupGives(Lookup.MISS);
		Cache invocation = new InvocationCache(this.cache, null);
		invocation.get("1");
		invocation.put("2", "written");
		verify(this.region).put(eq(new PendingPut(new CacheKey("user", "user:2"), "2", this.before)), eq("written"),
				any());
	}

	@Test
	void hitBeginsNoLoad() {
		lookupGives(new Lookup.Hit("value", CacheLayer.REMOTE));
		Cache invocation = new InvocationCache(this.cache, null);
		assertThat(invocation.get("1").get()).isEqualTo("value");
		verify(this.region, never()).begin(any(), any(), any(), any());
	}

	@Test
	void asynchronousMissBeginsALoadBeforeItIsToldOf() {
		given(this.region.lookupAsync(eq(KEY), any(), any(), any()))
			.willReturn(CompletableFuture.completedFuture(Lookup.MISS));
		CompletableFuture<PendingLoad> leasing = new CompletableFuture<>();
		given(this.region.begin(KEY, "1", Lookup.MISS, this.before)).willReturn(leasing);
		Cache invocation = new InvocationCache(this.cache, null);
		CompletableFuture<?> value = invocation.retrieve("1");
		assertThat(value).isNotDone();
		leasing.complete(this.load);
		assertThat(value).isCompletedWithValue(null);
		invocation.put("1", "loaded");
		verify(this.region).store(same(this.load), eq(PendingLoad.Loaded.of("loaded")), any());
	}

	@Test
	void callThatIsNoInvocationIsJudgedByWhatIsKnownAtTheCall() {
		this.region.start();
		this.cache.put("1", "written");
		verify(this.region).put(eq(new PendingPut(KEY, "1", this.later)), eq("written"), any());
	}

	private void lookupGives(Lookup lookup) {
		given(this.region.lookup(eq(KEY), eq("1"), any(), same(Refreshing.IMPOSSIBLE))).willReturn(lookup);
	}

}
