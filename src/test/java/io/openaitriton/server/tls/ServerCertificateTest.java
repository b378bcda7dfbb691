package io.openaitriton.server.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.junit.TestCertificate;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that hold no certificate or no key. */
class ServerCertificateTest {
    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static TestCertificate good;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        good = TestCertificate.make(folder, "good", "EC");
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Bytes that a reader of DER takes for something, in each kind of PEM and in none. */
    @ParameterizedTest
    @ValueSource(ints = {0x28, 0x30, 0x80, 0xff, 0})
    void whateverTheyHoldBothAreNamedInOneLine(int what) throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        byte[] bytes = new byte[60_000];
        Arrays.fill(bytes, (byte) what);
        for (String kind : new String[] {"CERTIFICATE", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", ""}) {
            Files.copy(good.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(good.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.write(kind.equals("CERTIFICATE") ? certificate : key, kind.isEmpty() ? bytes : pem(kind, bytes));
            assertThatThrownBy(() -> new ServerCertificate(certificate, key, vertx))
                    .as(kind)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(certificate + " with the key in " + key)
                    .hasMessageNotContaining("\n");
        }
    }

    private static byte[] pem(String kind, byte[] bytes) {
        return ("-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                        + "-----\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
