/** Tests of the agent's socket, of CNI's requests and results, and of the forwarder, over real sockets and executables. */
@NullMarked
package io.keelson.plugin.cni;

import org.jspecify.annotations.NullMarked;
