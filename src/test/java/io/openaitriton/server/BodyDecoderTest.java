package io.openaitriton.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.generation.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDecoderTest {
    private static final int MAX = 10 << 20;
    private static final byte[] TEXT = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi, über\"}]}"
            .repeat(1000)
            .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 1_000_000})
    void whateverThePiecesAreTheTextIsTheSame(int size) {
        assertThat(decode(true, gzip(TEXT), size, MAX)).isEqualTo(TEXT);
        assertThat(decode(false, deflate(TEXT), size, MAX)).isEqualTo(TEXT);
        assertThat(decode(true, gzip(new byte[0]), size, MAX)).isEmpty();
        assertThat(decode(true, new byte[0], size, MAX)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000_000})
    void theOptionalFieldsOfAHeaderAreSkipped(int size) {
        byte[] plain = gzip(TEXT);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 1, 2, 3, 4, 0, 3});
        all.writeBytes(new byte[] {3, 0, 9, 9, 9});
        all.writeBytes("name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(new byte[] {5, 6});
        all.write(plain, 10, plain.length - 10);
        assertThat(decode(true, all.toByteArray(), size, MAX)).isEqualTo(TEXT);
    }

    @Test
    void aBodyTruncatedAnywhereIsRefused() {
        for (byte[] whole : new byte[][] {gzip(TEXT), deflate(TEXT)}) {
            boolean gzip = whole[0] == 0x1f;
            for (int length = 1; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> decode(gzip, cut, 64, MAX))
                        .isInstanceOf(ApiException.class)
                        .hasMessageContaining("is incomplete");
            }
        }
    }

    @Test
    void trailingDataIsRefused() {
        byte[] one = gzip(TEXT);
        for (byte[] more : new byte[][] {{0}, one, "garbage".getBytes(StandardCharsets.US_ASCII)}) {
            for (int size : new int[] {1, one.length, 1_000_000}) {
                assertRefused(400, "has data after its end", true, join(one, more), size);
                assertRefused(400, "has data after its end", false, join(deflate(TEXT), more), size);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "20", "-1", "-5"})
    void aChangedByteIsNoticed(int at) {
        byte[] changed = gzip(TEXT);
        changed[at < 0 ? changed.length + at : at] ^= (byte) 0xe4;
        assertThatThrownBy(() -> decode(true, changed, 100, MAX))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void theDecodedSizeIsLimited() {
        byte[] noise = new byte[3000];
        new Random(1).nextBytes(noise);
        assertThat(decode(true, gzip(noise), 100, 3100)).isEqualTo(noise);
        assertRefused(413, "more than 2999 bytes", true, gzip(noise), 100, 2999);
        assertRefused(413, "more than 2999 bytes when decoded", true, gzip(new byte[3000]), 100, 2999);
    }

    @Test
    void aBombIsRefusedBeforeItGoesOff() {
        assertRefused(413, "more than 200 times as large", true, gzip(new byte[9 << 20]), 1_000_000);
        // a small one does no harm
        assertThat(decode(true, gzip(new byte[1 << 20]), 1000, MAX)).hasSize(1 << 20);
        // empty blocks go on for ever and decode to nothing
        byte[] empty = new byte[] {0, 0, 0, (byte) 0xff, (byte) 0xff};
        byte[] endless = Arrays.copyOf(Arrays.copyOf(gzip(TEXT), 10), 5010);
        for (int i = 10; i < endless.length; i += 5) {
            System.arraycopy(empty, 0, endless, i, 5);
        }
        assertRefused(413, "more than 4000 bytes", true, endless, 100, 4000);
    }

    @Test
    void theHeaderIsLimited() {
        byte[] header = new byte[10_000];
        Arrays.fill(header, (byte) 'x');
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8}, 0, header, 0, 4);
        assertRefused(400, "has a header that is too long", true, header, 100);
    }

    private static void assertRefused(int status, String words, boolean gzip, byte[] bytes, int size) {
        assertRefused(status, words, gzip, bytes, size, MAX);
    }

    private static void assertRefused(int status, String words, boolean gzip, byte[] bytes, int size, long max) {
        assertThatThrownBy(() -> decode(gzip, bytes, size, max))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(words);
    }

    private static byte[] decode(boolean gzip, byte[] bytes, int size, long max) {
        BodyDecoder decoder = new BodyDecoder(gzip, max);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; from < bytes.length; from += size) {
            decoder.push(
                    Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)),
                    (part, length) -> all.write(part, 0, length));
        }
        decoder.end();
        return all.toByteArray();
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static byte[] deflate(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(all)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }
}
