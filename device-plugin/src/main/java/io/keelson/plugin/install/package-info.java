/** Puts the CNI executable on the node and takes it away. It knows files, and nothing of VFs, kubelet or requests. */
@NullMarked
package io.keelson.plugin.install;

import org.jspecify.annotations.NullMarked;
