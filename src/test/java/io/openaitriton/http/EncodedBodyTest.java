package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed request bodies. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class EncodedBodyTest {
    private static final int LIMIT = 3 << 20;
    private static final String CHAT = GatewayServer.request("a long story. ".repeat(5000), "\"max_tokens\":1");

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add("one");
        triton = gateways.simulator();
        gateway = gateways.start(
                triton,
                "camel.server.maxBodySize",
                Integer.toString(LIMIT),
                "gateway.keys",
                keys.file().toString());
    }

    @AfterEach
    void theNextRequestIsServed() {
        assertThat(send("gzip", gzip(GatewayServer.request("hi", "")), "one").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCompressedRequestIsAnswered() {
        assertThat(send("gzip", gzip(CHAT), "one").statusCode()).isEqualTo(200);
        assertThat(send("deflate", deflate(CHAT), "one").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "x-gzip", "gzip,", "identity, gzip", " gzip "})
    void aCodingMayBeWrittenInMoreWays(String coding) {
        assertThat(send(coding, gzip(CHAT), "one").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", ","})
    void noCodingIsNone(String coding) {
        assertThat(send(coding, bytes(CHAT), "one").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "gzip, br", "compress", "gzip;q=1"})
    void anotherCodingIsRefusedByItsName(String coding) {
        HttpResponse<String> answer = send(coding, gzip(CHAT), "one");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip, deflate");
        assertThat(answer.body()).contains("'Content-Encoding: " + coding + "'", "unsupported_content_encoding");
    }

    @Test
    void codingsOnTwoLinesAreTwo() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\n"
                    + "Authorization: Bearer " + keys.key("one") + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 415 ").contains("'Content-Encoding: gzip, br'");
        }
    }

    @Test
    void aBrokenBodyIsRefused() {
        byte[] whole = gzip(CHAT);
        byte[] twice = Arrays.copyOf(whole, whole.length * 2);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        for (byte[] broken : new byte[][] {
            bytes(CHAT), Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 1), twice
        }) {
            HttpResponse<String> answer = send("gzip", broken, "one");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"invalid_content_encoding\"", "invalid_request_error");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4 << 20, 2 << 20, 1 << 30})
    void aBombIsTooLarge(int size) {
        HttpResponse<String> answer = send("gzip", zeros(size), "one");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("request_too_large");
    }

    @Test
    void http2IsTheSame() {
        byte[] whole = gzip(CHAT);
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            assertThat(status(client, whole)).isEqualTo("200");
            assertThat(status(client, Arrays.copyOf(whole, whole.length - 1))).isEqualTo("400");
            assertThat(status(client, zeros(4 << 20))).isEqualTo("413");
            assertThat(status(client, whole)).isEqualTo("200");
        }
    }

    private static String status(RawHttp2 client, byte[] body) {
        int stream = client.post(
                "/v1/chat/completions",
                "content-type",
                "application/json",
                "content-encoding",
                "gzip",
                "authorization",
                "Bearer " + keys.key("one"));
        client.body(stream, body, true);
        return client.answer(stream).status();
    }

    private static byte[] zeros(int size) {
        return gzip(out -> {
            byte[] part = new byte[1 << 20];
            for (int i = 0; i < size >> 20; i++) {
                out.write(part);
            }
        });
    }

    @Test
    void aBodyIsNotReadWithoutAKeyOrForAnUnknownPath() {
        assertThat(send("gzip", bytes("no gzip"), null).statusCode()).isEqualTo(401);
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            String wrong = "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nAuthorization: Bearer "
                    + keys.key("one") + "\r\nContent-Length: 7\r\n\r\nno gzip";
            assertThat(client.send(wrong).response()).startsWith("HTTP/1.1 404 ");
            assertThat(client.send(wrong).response()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aRequestWithoutABodyNeedsNone() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nAuthorization: Bearer "
                    + keys.key("one") + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anExpectationIsMet() throws IOException {
        byte[] body = gzip(CHAT);
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(bytes("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Encoding: gzip\r\nExpect: 100-continue\r\nConnection: close\r\nAuthorization: Bearer "
                    + keys.key("one") + "\r\nContent-Length: " + body.length + "\r\n\r\n"));
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            for (byte one : body) {
                out.write(one);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private static HttpResponse<String> send(String coding, byte[] body, String key) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofByteArray(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + keys.key(key));
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private static byte[] gzip(Writer writer) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static byte[] gzip(String text) {
        return gzip(out -> out.write(bytes(text)));
    }

    private static byte[] deflate(String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(all)) {
            out.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
