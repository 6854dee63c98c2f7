package io.keelson.plugin.metrics;

import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.KernelText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the agent is asked over HTTP: an address of this host, never a name, and a port.
 *
 * @param port 0 is any that is free
 */
public record HttpAddress(InetAddress address, int port) {
    private static final int MAX_PORT = 65535;

    public HttpAddress {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("no port: " + port);
        }
    }

    /**
     * {@code 127.0.0.1:9808}, {@code [::1]:9808}, or without the brackets, as whoever puts an address before a port may not know
     * its kind; the port is after the last colon. Empty for any other text.
     */
    public static Optional<HttpAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        OptionalLong port = KernelText.decimal(text.substring(colon + 1));
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > MAX_PORT) {
            return Optional.empty();
        }
        return address(text.substring(0, colon)).map(a -> new HttpAddress(a, (int) port.getAsLong()));
    }

    private static Optional<InetAddress> address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.length() > 2;
        return bracketed
                ? IfAddress.literal(text.substring(1, text.length() - 1)).filter(a -> a.getAddress().length == 16)
                : IfAddress.literal(text);
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        String host = address.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
