/** A guest made into a Kubernetes node with Keelson on it: the agent, its configuration, pods. */
@NullMarked
package io.keelson.lab.node;

import org.jspecify.annotations.NullMarked;
