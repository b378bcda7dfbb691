package io.openaitriton.images;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Decides which addresses may be called. Source: IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890).
 *
 * <p>{@link InetAddress} makes an IPv4 address of an IPv6 one that maps it ({@code ::ffff:127.0.0.1}) by itself.
 */
final class PublicAddress {
    private static final String[] SPECIAL_4 = {
        "0.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4"
    };
    private static final String[] PRIVATE_4 = {
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"
    };

    private PublicAddress() {}

    /** True for an address that is reachable from everywhere. */
    static boolean is(InetAddress address) {
        byte[] b = address.getAddress();
        if (address instanceof Inet4Address) {
            return !within(SPECIAL_4, b) && !within(PRIVATE_4, b);
        }
        int first = (b[0] & 0xff) << 8 | b[1] & 0xff;
        int second = (b[2] & 0xff) << 8 | b[3] & 0xff;
        // global unicast is only 2000::/3, which includes tunnels to IPv4 (2001::/32 of 2001::/23, 2002::/16) and
        // examples
        return (first & 0xe000) == 0x2000
                && !(first == 0x2001 && second < 0x200)
                && !(first == 0x2001 && second == 0xdb8)
                && first != 0x2002
                && !(first == 0x3fff && second < 0x1000);
    }

    /**
     * True for an address of this machine or of private networks. Link-local addresses are excluded: there clouds serve the
     * credentials of their machines.
     */
    static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        return address instanceof Inet4Address
                ? within(PRIVATE_4, b)
                : address.isLoopbackAddress() || (b[0] & 0xfe) == 0xfc;
    }

    private static boolean within(String[] networks, byte[] address) {
        for (String network : networks) {
            int slash = network.indexOf('/');
            int bits = Integer.parseInt(network.substring(slash + 1));
            if ((number(network.substring(0, slash)) ^ number(address)) >>> (32 - bits) == 0) {
                return true;
            }
        }
        return false;
    }

    private static int number(String text) {
        int number = 0;
        for (String part : text.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    private static int number(byte[] b) {
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
    }
}
