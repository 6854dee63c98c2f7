/**
 * What a resource offers and what a container gets of it: assigned devices and their health become a list for kubelet, an
 * Allocate becomes variables, nodes and a grant. Knows no wire format and opens no file; what it needs of the world it asks
 * through {@link io.keelson.plugin.pool.GrantBook}, {@link io.keelson.plugin.pool.StartGate} and
 * {@link io.keelson.plugin.pool.NodeCheck}.
 */
@NullMarked
package io.keelson.plugin.pool;

import org.jspecify.annotations.NullMarked;
