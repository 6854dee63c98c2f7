/** Tests of {@code io.keelson.vf.netns}: recorded bytes, a fake kernel, and this machine's kernel in namespaces of our own. */
@NullMarked
package io.keelson.vf.netns;

import org.jspecify.annotations.NullMarked;
