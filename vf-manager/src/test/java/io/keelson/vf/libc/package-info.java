/** Tests of {@code io.keelson.vf.libc}: recorded bytes, a fake kernel, and this machine's kernel in namespaces of our own. */
@NullMarked
package io.keelson.vf.libc;

import org.jspecify.annotations.NullMarked;
