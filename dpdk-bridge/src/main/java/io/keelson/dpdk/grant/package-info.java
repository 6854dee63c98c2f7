/**
 * What a container must be given for a VF: device nodes, mounts, variables, and the rights its processes need, as values
 * that the fronts translate. Pure: facts in, names out; whether a node exists is asked elsewhere, and no wire format is
 * known here but that of the variables.
 */
@NullMarked
package io.keelson.dpdk.grant;

import org.jspecify.annotations.NullMarked;
