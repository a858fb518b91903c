package io.cacheaside.report;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The rules of the report. Each looks at the figures of one cache and says what to
 * change, or nothing. What they have in common:
 * <ol>
 * <li>Of a cache with few calls nothing is said but that.</li>
 * <li>A cache that costs more than it saves is to be switched off, unless another rule
 * has found what would bring it hits.</li>
 * <li>If it is to be switched off, nothing else matters.</li>
 * </ol>
 */
public enum AdviceRule {

	/** Too few calls to judge. */
	TOO_FEW_CALLS(WorthRules::tooFewCalls),

	/** Keep entries in the process. */
	LOCAL_ON(LocalTierRules::on),

	/** Do not keep entries in the process. */
	LOCAL_OFF(LocalTierRules::off),

	/** Keep more entries in the process. */
	LOCAL_LARGER(LocalTierRules::larger),

	/** Let values live longer. */
	TTL_LONGER(TimeToLiveRules::longer),

	/** Let values live less long. */
	TTL_SHORTER(TimeToLiveRules::shorter),

	/** Make values smaller. */
	COMPRESS(WorthRules::compress),

	/** Do without the cache. */
	SWITCH_OFF(WorthRules::switchOff);

	/** What may turn a cache that costs more than it saves into one that does not. */
	private static final Set<AdviceRule> BRINGING_HITS = EnumSet.of(LOCAL_ON, LOCAL_LARGER, TTL_LONGER);

	private final Function<CacheUse, Optional<Advice>> judgement;

	AdviceRule(Function<CacheUse, Optional<Advice>> judgement) {
		this.judgement = judgement;
	}

	Optional<Advice> judge(CacheUse use) {
		return this.judgement.apply(use);
	}

	/**
	 * What all rules together say of a cache, in their order.
	 */
	static List<Advice> judgeAll(CacheUse use) {
		Optional<Advice> few = TOO_FEW_CALLS.judge(use);
		if (few.isPresent()) {
			return List.of(few.get());
		}
		List<Advice> all = Arrays.stream(values()).flatMap((rule) -> rule.judge(use).stream()).toList();
		if (all.stream().noneMatch((advice) -> advice.rule() == SWITCH_OFF)) {
			return all;
		}
		boolean mendable = all.stream().anyMatch((advice) -> BRINGING_HITS.contains(advice.rule()));
		return all.stream().filter((advice) -> (advice.rule() == SWITCH_OFF) != mendable).toList();
	}

}
