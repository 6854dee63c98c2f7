/**
 * What a container needs to drive a VF from user space: device nodes and what to say about them. Pure: facts in, names out;
 * whether a node exists is asked elsewhere.
 */
@NullMarked
package io.keelson.dpdk.grant;

import org.jspecify.annotations.NullMarked;
