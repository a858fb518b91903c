package io.cacheaside.write;

/** A value with a history: each write of a key makes the next one. */
record Counter(String id, long count) {

}
