/**
 * What a container runtime and the command line say to the agent: the socket, the frames on it, CNI's verbs, configurations
 * and results, and IPAM plugins as CNI calls them. It translates; which device a pod gets and what happens to it is decided
 * behind {@link io.keelson.plugin.attach.Attachments}. No thread is started here: every one is given.
 */
@NullMarked
package io.keelson.plugin.cni;

import org.jspecify.annotations.NullMarked;
