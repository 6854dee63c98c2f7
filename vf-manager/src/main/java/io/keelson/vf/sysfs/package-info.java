/**
 * The kernel's PCI, network, RDMA, vDPA and auxiliary directories as facts, one class per directory. The root is a value: {@code /} in production,
 * a captured tree in a test.
 *
 * <p>Everything read here is untrusted text: bounded, parsed into a type of the model or reported as a problem, and no link
 * is followed out of the root. Nothing here writes, and nothing here remembers one scan for the next.
 */
@NullMarked
package io.keelson.vf.sysfs;

import org.jspecify.annotations.NullMarked;
