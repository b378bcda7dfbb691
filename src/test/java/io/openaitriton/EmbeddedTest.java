package io.openaitriton;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The core of the routes on another camel-main application, without an HTTP server: {@code direct:openai-chat}. */
class EmbeddedTest extends CamelMainTestSupport {
    private static TritonSimulator triton;

    @BeforeAll
    static void startTriton() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
    }

    @AfterAll
    static void stopTriton() {
        triton.close();
    }

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "file:application.properties";
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        Properties properties = new Properties();
        properties.setProperty("camel.server.enabled", "false");
        // as Camel has it by default
        properties.setProperty("camel.main.stream-caching-enabled", "true");
        properties.setProperty(
                "camel.main.routes-include-pattern", "file:routes/openai-*.yaml,file:routes/llama-*.yaml");
        properties.setProperty("triton.llama-8b.url", triton.url());
        properties.setProperty("triton.llama-70b.url", triton.url());
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @Test
    void aRequestAsTextIsAnsweredAsJson() {
        String answer = template.requestBody("direct:openai-chat", GatewayServer.request("hi", ""), String.class);
        assertThat(answer).contains("\"object\":\"chat.completion\"", "hi");
    }

    @Test
    void headersOfTheCallerDoNotSteerTheCallToTriton() {
        Map<String, Object> headers = Map.of(
                Exchange.HTTP_URI,
                "http://127.0.0.1:1",
                Exchange.HTTP_PATH,
                "/mine",
                Exchange.HTTP_QUERY,
                "a=b",
                Exchange.HTTP_METHOD,
                "PUT",
                Exchange.CONTENT_ENCODING,
                "gzip");
        String answer = template.requestBodyAndHeaders(
                "direct:openai-chat", GatewayServer.request("hi", ""), headers, String.class);
        assertThat(answer).contains("\"object\":\"chat.completion\"");
    }

    @Test
    void aRequestAsBytesIsAnsweredAsJson() {
        byte[] request = GatewayServer.request("hi", "\"model\":\"70b\"").getBytes(StandardCharsets.UTF_8);
        assertThat(template.requestBody("direct:openai-chat", request, String.class))
                .contains("70B");
    }

    @Test
    void aStreamIsAnInputStreamThatGivesEachTokenAsItComes() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        Exchange exchange = template.request(
                "direct:openai-chat", e -> e.getMessage().setBody(GatewayServer.request("hi", "\"stream\":true")));
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("text/event-stream");
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        byte[] first = new byte[8192];
        int count = stream.read(first);
        assertThat(new String(first, 0, count, StandardCharsets.UTF_8)).contains("\"content\":\"one\"");
        second.countDown();
        assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"content\":\" two\"")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void aFailureIsOpenAisErrorWithItsStatus() {
        Exchange exchange =
                template.request("direct:openai-chat", e -> e.getMessage().setBody("{}"));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
        assertThat(exchange.getMessage().getBody(String.class)).contains("\"param\":\"messages\"");
    }
}
