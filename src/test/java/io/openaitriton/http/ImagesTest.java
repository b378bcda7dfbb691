package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.camel.TritonModel;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images through the whole gateway. */
@ExtendWith(GatewayExtension.class)
class ImagesTest {
    private static final String TEMPLATE = "{% for m in messages %}<|user|>{% for p in m.content %}"
            + "{% if p.type == 'image' %}<|image|>{% else %}{{ p.text }}{% endif %}{% endfor %}{% endfor %}<|model|>";
    private static final String ABC = "data:image/png;base64,QUJD";

    @TempDir
    static Path folder;

    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static HttpServer pictures;
    private static String pictureHost;

    @BeforeAll
    static void start(Gateways gateways) throws Exception {
        triton = gateways.simulator();
        Files.writeString(folder.resolve("vision.jinja"), TEMPLATE);
        gateway = withVision(gateways, triton, "vllm");
        pictures = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pictures.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
                exchange.sendResponseHeaders(200, 4);
                exchange.getResponseBody().write(new byte[] {'J', 'P', 'E', 'G'});
            }
        });
        pictures.start();
        pictureHost = "127.0.0.1:" + pictures.getAddress().getPort();
    }

    @AfterAll
    static void stop() {
        pictures.stop(0);
    }

    private static String image(String url) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\",\"detail\":\"auto\"}}";
    }

    private static String request(String model, String... parts) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":["
                + String.join(",", parts) + ",{\"type\":\"text\",\"text\":\"What is this?\"}]}]}";
    }

    private static HttpResponse<String> ask(String... parts) {
        return gateway.chat(request("8b", parts));
    }

    private static void assertRefused(HttpResponse<String> answer, String param, String words) throws Exception {
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).get("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(error.get("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.get("message").textValue()).contains(words);
    }

    private static GatewayServer withVision(Gateways gateways, TritonSimulator triton, String dialect) {
        String template = folder.resolve("vision.jinja").toString();
        return gateways.start(triton, "triton.dialect", dialect, "openai.template", template);
    }

    private static TritonModel model() {
        return gateway.context().getRegistry().lookupByNameAndType("llama-8b", TritonModel.class);
    }

    @Test
    void imagesReachTheModelInTheirOrder() throws Exception {
        HttpResponse<String> answer = ask(image(ABC), image("data:image/gif;base64,R0lGOA=="));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("2 images of 3 and 4 bytes");
    }

    @Test
    void oneImageIsAListToo(Gateways gateways) throws Exception {
        TritonSimulator other = gateways.simulator();
        GatewayServer own = withVision(gateways, other, "auto");
        assertThat(own.chat(request("8b", image(ABC))).body()).contains("1 image of 3 bytes");
        JsonNode body = null;
        while (body == null || !body.has("image")) {
            String text = other.takeRequest(Duration.ofSeconds(10)).body();
            body = OpenAiJson.mapper().readTree(text.isEmpty() ? "{}" : text);
        }
        assertThat(body.get("image").toString()).isEqualTo("[\"QUJD\"]");
        assertThat(body.get("text_input").textValue()).isEqualTo("<|user|><|image|>What is this?<|model|>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,@ | not valid base64",
                "data:image/png;base64, | empty",
                "data:text/html;base64,QUJD | media type",
                "file:///etc/passwd | must begin with data",
                "http://127.0.0.1/image | only as 'data:' URLs"
            })
    void whatIsNoImageIsRefusedByPlace(String url, String words) throws Exception {
        assertRefused(ask(image(ABC), image(url)), "messages[0].content[1].image_url.url", words);
    }

    @Test
    void anImageWithoutAUrlIsRefused() throws Exception {
        assertRefused(
                ask("{\"type\":\"image_url\",\"image_url\":{}}"),
                "messages[0].content[0].image_url.url",
                "Missing required parameter");
        assertRefused(
                ask("{\"type\":\"image_url\",\"image_url\":\"data:,\"}"),
                "messages[0].content[0].image_url",
                "expected an object");
    }

    @Test
    void onlyUsersSendImages() throws Exception {
        assertRefused(
                gateway.chat("{\"messages\":[{\"role\":\"system\",\"content\":[" + image(ABC) + "]}]}"),
                "messages[0].content[0]",
                "only a message with role 'user'");
    }

    @ParameterizedTest
    @CsvSource({"generic", "tensorrt-llm"})
    void aBackendWithoutAnInputForImagesRefusesThem(String dialect, Gateways gateways) throws Exception {
        GatewayServer other = gateways.start(triton, "triton.dialect", dialect);
        assertRefused(other.chat(request("8b", image(ABC))), "messages[0].content[0]", "(dialect " + dialect + ")");
    }

    @Test
    void aTemplateForTextOnlyRefusesImages(Gateways gateways) throws Exception {
        GatewayServer other = gateways.start(triton, "triton.dialect", "vllm");
        assertRefused(
                other.chat(request("8b", image(ABC))),
                "messages[0].content[0]",
                "This model's chat template does not take images.");
    }

    @Test
    void anImageIsFetchedFromAHostOfTheDefinition() {
        TritonModel model = model();
        try {
            model.setImageHosts(pictureHost + ", localhost");
            model.setImagePrivateHosts(true);
            model.start();
            assertThat(ask(image("http://" + pictureHost + "/a.jpg"), image(ABC))
                            .body())
                    .contains("2 images of 4 and 3 bytes");
        } finally {
            model.setImageHosts("");
            model.setImagePrivateHosts(false);
            model.start();
        }
    }

    @Test
    void aHostOfTheDefinitionMustBePublic() throws Exception {
        TritonModel model = model();
        try {
            model.setImageHosts(pictureHost + ", localhost");
            model.start();
            String param = "messages[0].content[0].image_url.url";
            assertRefused(ask(image("http://" + pictureHost + "/a.jpg")), param, "has no public address");
            assertRefused(ask(image("http://localhost/a.jpg")), param, "has no public address");
            assertRefused(ask(image("http://example.org/a.jpg")), param, "does not fetch images from the host");
        } finally {
            model.setImageHosts("");
            model.start();
        }
    }

    @Test
    void tensorRtLlmsOwnApiGetsDataUrls(Gateways gateways) throws Exception {
        TritonSimulator other = gateways.simulator();
        GatewayServer own = withVision(gateways, other, "tensorrt-llm-api");
        TritonModel model = own.context().getRegistry().lookupByNameAndType("llama-8b", TritonModel.class);
        model.setImageHosts(pictureHost);
        model.setImagePrivateHosts(true);
        model.start();
        other.enqueue(ScriptedReply.json(200, "{\"text_output\":\"Hi\"}"));
        assertThat(own.chat(request("8b", image(ABC), image("http://" + pictureHost + "/a.jpg")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(other.takeRequest(Duration.ofSeconds(10)).body())
                .contains("\"image_url\":[\"data:image/png;base64,QUJD\",\"data:image/jpeg;base64,SlBFRw==\"]");
    }
}
