package io.cacheaside.engine;

/**
 * What one whole sweep did.
 *
 * @param examined how many entries it met
 * @param removed how many of them it removed
 */
public record SweepReport(long examined, long removed) {

}
