package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.util.List;

/**
 * Hears of values that do not come back from their bytes as they were. Called on the
 * thread that stores the value; must not throw.
 */
@FunctionalInterface
public interface VerificationListener {

	/**
	 * A value would come back different.
	 * @param declaredType the type that the application declares for the value
	 * @param losses what is different, at least one
	 */
	void lost(Type declaredType, List<LostState> losses);

}
