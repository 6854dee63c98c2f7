/**
 * The lab: a guest machine with two emulated SR-IOV NICs on a wire, its files, snapshots and channels.
 *
 * <p>One implementation for a person ({@code bin/lab}) and for tests ({@link io.keelson.lab.junit.NeedsGuest}). What the
 * guest is made of is built by the shell scripts in {@code image/} and {@code kubelet/}; nothing here knows how.
 */
@NullMarked
package io.keelson.lab;

import org.jspecify.annotations.NullMarked;
