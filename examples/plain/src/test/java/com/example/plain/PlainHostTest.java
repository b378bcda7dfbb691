package com.example.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlainHostTest {
    private static TritonSimulator triton;
    private static CamelContext context;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() throws Exception {
        triton = TritonSimulator.start();
        context = PlainHost.create(triton.url());
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        context.stop();
        triton.close();
    }

    @Test
    void aChatIsAnsweredAsJson() {
        triton.enqueue(ScriptedReply.text("Hi there"));
        String answer = template.requestBody("direct:openai-chat", chat("\"model\":\"70b\""), String.class);
        assertThat(answer)
                .contains("\"object\":\"chat.completion\"", "\"model\":\"Meta-Llama-3.1-70B-Instruct\"")
                .contains("\"content\":\"Hi there\"");
    }

    @Test
    void aStreamGivesEachTokenAsItComes() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        try (InputStream events =
                template.requestBody("direct:openai-chat", chat("\"stream\":true"), InputStream.class)) {
            byte[] first = new byte[8192];
            int count = events.read(first);
            assertThat(new String(first, 0, count, StandardCharsets.UTF_8)).contains("\"content\":\"one\"");
            second.countDown();
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"content\":\" two\"")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aStreamThatIsClosedEarlyEndsTheCallToTriton() throws Exception {
        int before = triton.cancelledCount();
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenHang());
        template.requestBody("direct:openai-chat", chat("\"stream\":true"), InputStream.class)
                .close();
        await().atMost(Duration.ofSeconds(20)).until(() -> triton.cancelledCount() == before + 1);
    }

    @Test
    void aMistakeIsOpenAisErrorWithItsStatus() {
        Exchange exchange =
                template.request("direct:openai-chat", e -> e.getMessage().setBody("{\"messages\":[]}"));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
        assertThat(exchange.getMessage().getBody(String.class)).contains("\"param\":\"messages\"");
    }

    private static String chat(String fields) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]," + fields + "}";
    }
}
