package io.keelson.vf.libc;

import java.nio.ByteBuffer;

/**
 * What recvfrom(2) told of one datagram.
 *
 * @param length its length in bytes; with {@code MSG_TRUNC} the real one, which may be more than the buffer held
 * @param sender the raw socket address of the sender in host byte order, empty where the protocol names none
 */
public record Datagram(int length, ByteBuffer sender) {}
