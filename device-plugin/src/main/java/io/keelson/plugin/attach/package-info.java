/**
 * Which pod gets which device: a request from CNI or NRI is resolved, reserved, given addresses and handed to the host
 * writer here. Nothing here knows CNI's JSON, a socket or a command line; who speaks those calls
 * {@link io.keelson.plugin.attach.Attachments}.
 */
@NullMarked
package io.keelson.plugin.attach;

import org.jspecify.annotations.NullMarked;
