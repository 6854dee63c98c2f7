package io.keelson.plugin.cni;

import java.net.Inet4Address;
import java.net.InetAddress;

/** IP addresses as text in the shortest form (RFC 5952), which is how other plugins write and compare them. */
final class IpText {
    private IpText() {}

    static String of(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : v6(address.getAddress());
    }

    private static String v6(byte[] octets) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | (octets[2 * i + 1] & 0xff);
        }
        int zeros = 1; // a single zero group is not shortened
        int at = -1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > zeros) {
                zeros = run;
                at = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == at) {
                text.append("::");
                i += zeros - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
