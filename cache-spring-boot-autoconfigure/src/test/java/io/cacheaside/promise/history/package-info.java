/**
 * Random operations and faults on several nodes, whose history is checked against the
 * promises afterwards. It knows the public language and the nodes of the tests, and
 * nothing of the protocol.
 */
@NullMarked
package io.cacheaside.promise.history;

import org.jspecify.annotations.NullMarked;
