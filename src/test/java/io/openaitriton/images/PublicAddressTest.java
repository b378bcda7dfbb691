package io.openaitriton.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that may be called. */
class PublicAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.32.0.1",
                "223.255.255.255",
                "2606:4700::1",
                "2001:4860:4860::8888",
                "::ffff:8.8.8.8"
            })
    void anybodysAddressesArePublic(String text) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "::1",
                "fc00::1",
                "fdff::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1"
            })
    void privateAddressesAreNotPublic(String text) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(text))).isFalse();
        assertThat(PublicAddress.isPrivate(InetAddress.getByName(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "192.0.0.1",
                "192.0.2.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "::127.0.0.1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "::ffff:169.254.169.254"
            })
    void specialAddressesAreNeither(String text) throws Exception {
        assertThat(PublicAddress.is(InetAddress.getByName(text))).isFalse();
        assertThat(PublicAddress.isPrivate(InetAddress.getByName(text))).isFalse();
    }

    @Test
    void aMappedAddressIsTheOneThatItMaps() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertThat(PublicAddress.is(InetAddress.getByAddress(mapped))).isFalse();
    }
}
