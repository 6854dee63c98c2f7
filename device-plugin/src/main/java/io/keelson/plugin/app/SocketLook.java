package io.keelson.plugin.app;

import io.keelson.plugin.doctor.KubeletFacts;
import io.keelson.plugin.doctor.KubeletFacts.State;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether somebody listens on a socket, found out by connecting and saying nothing.
 *
 * @param connects whether to try; else a file is taken for a socket that listens
 */
record SocketLook(boolean connects) {
    KubeletFacts.Socket at(Path path) {
        return new KubeletFacts.Socket(path.toString(), state(path));
    }

    private State state(Path path) {
        if (!Files.exists(path)) {
            return State.ABSENT;
        }
        return !connects || answers(path) ? State.LISTENS : State.DEAD;
    }

    private static boolean answers(Path path) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
