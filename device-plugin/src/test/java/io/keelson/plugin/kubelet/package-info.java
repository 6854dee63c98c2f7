/** kubelet's protocols on real sockets, with a kubelet that misbehaves on demand. */
@NullMarked
package io.keelson.plugin.kubelet;

import org.jspecify.annotations.NullMarked;
