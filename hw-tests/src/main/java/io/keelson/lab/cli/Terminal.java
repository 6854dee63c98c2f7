package io.keelson.lab.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** This terminal, which the launcher has set to raw, joined to the guest's console. */
final class Terminal {
    private static final byte LEAVE = 0x1d; // Ctrl-]

    private final Path console;
    private final List<String> size;

    /** @param size rows and columns, if known */
    Terminal(Path console, List<String> size) {
        this.console = console;
        this.size = size;
    }

    void run() {
        try (SocketChannel guest = SocketChannel.open(StandardProtocolFamily.UNIX);
                FileInputStream keyboard = new FileInputStream(FileDescriptor.in)) {
            guest.connect(UnixDomainSocketAddress.of(console));
            Thread screen = new Thread(() -> show(guest), "lab-screen");
            screen.setDaemon(true);
            screen.start();
            send(guest, size.size() == 2 ? "stty rows " + size.get(0) + " columns " + size.get(1) + "\r" : "\r");
            type(keyboard.getChannel(), guest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(SocketChannel guest, String text) throws IOException {
        guest.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void type(FileChannel keyboard, SocketChannel guest) throws IOException {
        ByteBuffer keys = ByteBuffer.allocate(4096);
        while (keyboard.read(keys) >= 0) {
            keys.flip();
            for (int i = 0; i < keys.limit(); i++) {
                if (keys.get(i) == LEAVE) {
                    return;
                }
            }
            guest.write(keys);
            keys.clear();
        }
    }

    private static void show(SocketChannel guest) {
        ByteBuffer shown = ByteBuffer.allocate(1 << 16);
        try (FileOutputStream screen = new FileOutputStream(FileDescriptor.out)) {
            while (guest.read(shown) >= 0) {
                shown.flip();
                screen.getChannel().write(shown);
                shown.clear();
            }
        } catch (IOException e) {
            return; // we left, or the guest did
        }
    }
}
