/**
 * Doubles that other modules' tests may use: a kubelet that speaks the real protocol on real sockets, and VFs to offer it.
 */
@NullMarked
package io.keelson.plugin.testing;

import org.jspecify.annotations.NullMarked;
