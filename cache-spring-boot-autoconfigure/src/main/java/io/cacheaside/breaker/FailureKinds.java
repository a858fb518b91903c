package io.cacheaside.breaker;

import java.util.function.Predicate;

import io.cacheaside.engine.RemoteTierDisconnectedException;
import io.cacheaside.engine.log.LogRefusedException;
import io.cacheaside.engine.log.NotFollowingException;

/**
 * What a failure tells of the server. One that is of neither kind tells that it is ill.
 *
 * @param refusal whether the server answered, and only does not do this: it is well
 * @param unsent whether nothing was sent: it tells nothing, and cost nothing
 */
public record FailureKinds(Predicate<Throwable> refusal, Predicate<Throwable> unsent) {

	boolean isRefusal(Throwable failure) {
		return failure instanceof LogRefusedException || this.refusal.test(failure);
	}

	boolean isUnsent(Throwable failure) {
		return failure instanceof RemoteTierDisconnectedException || failure instanceof NotFollowingException
				|| this.unsent.test(failure);
	}

}
