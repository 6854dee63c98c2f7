/**
 * kubelet on the wire: device-plugin servers, registration, PodResources, the checkpoint file. The only package that sees
 * gRPC and Netty; it decides nothing, but translates between kubelet and {@code plugin.pool}.
 */
@NullMarked
package io.keelson.plugin.kubelet;

import org.jspecify.annotations.NullMarked;
