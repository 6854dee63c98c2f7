/** Tests of the kernel's ports, on this machine's kernel in namespaces of their own. */
@NullMarked
package io.keelson.vf.run;

import org.jspecify.annotations.NullMarked;
