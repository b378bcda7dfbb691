package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.annotation.Tool;

/** Spring AI runs the tools that the model calls. */
class SpringAiToolsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String CALLS = """
            <tool_call>
            {"name": "forecast", "arguments": {"city": "Paris", "days": 2}}
            </tool_call>
            <tool_call>
            {"name": "forecast", "arguments": {"city": "Oslo", "days": 3}}
            </tool_call>""";

    private static ServedGateway gateway;
    private static ChatClient client;

    private final Weather weather = new Weather();

    @BeforeAll
    static void start() {
        gateway = ServedGateway.start();
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder();
        options.baseUrl(gateway.url())
                .apiKey("none")
                .model("llama-3-8b")
                .maxRetries(0)
                .timeout(LIMIT);
        client = ChatClient.create(
                OpenAiChatModel.builder().options(options.build()).build());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aChatClientRunsToolsAndReturnsTheLastAnswer() throws Exception {
        gateway.script(CALLS, "Take an umbrella.");
        assertThat(client.prompt("What is the weather?").tools(weather).call().content())
                .isEqualTo("Take an umbrella.");
        assertThat(weather.asked).containsExactly("Paris 2", "Oslo 3");
        assertThat(gateway.sentToTriton("rain in Oslo")).contains("rain in Paris");
    }

    @Test
    void aChatClientRunsToolsWithinAStream() throws Exception {
        gateway.script(CALLS, "Take an umbrella.");
        List<String> texts = client.prompt("What is the weather?").tools(weather).stream()
                .content()
                .collectList()
                .block(LIMIT);
        assertThat(String.join("", texts)).isEqualTo("Take an umbrella.");
        assertThat(weather.asked).containsExactly("Paris 2", "Oslo 3");
        assertThat(gateway.sentToTriton("rain in Oslo")).contains("rain in Paris");
    }

    static final class Weather {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Tool(description = "Weather in a city for some days")
        String forecast(String city, int days) {
            asked.add(city + " " + days);
            return "rain in " + city;
        }
    }
}
