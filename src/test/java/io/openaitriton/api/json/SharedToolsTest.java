package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tools that requests share are written like others, and what is made of them is made once. */
class SharedToolsTest {
    private static final ObjectMapper OURS = OpenAiJson.mapper();
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private final List<JsonNode> tools = tools();
    private final SharedTools shared = SharedTools.of(tools);

    @Test
    void theirJsonIsThatOfAList() throws JsonProcessingException {
        Map<String, Object> whole = Map.of("tools", shared);
        Map<String, Object> expected = Map.of("tools", tools);

        for (int i = 0; i < 2; i++) {
            for (ObjectMapper mapper : List.of(OURS, JACKSON)) {
                assertThat(new String(mapper.writeValueAsBytes(whole), StandardCharsets.UTF_8))
                        .isEqualTo(JACKSON.writeValueAsString(expected));
                assertThat(mapper.writeValueAsString(whole)).isEqualTo(JACKSON.writeValueAsString(expected));
                assertThat(new String(
                                mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(whole),
                                StandardCharsets.UTF_8))
                        .isEqualTo(JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(expected));
                assertThat(mapper.<JsonNode>valueToTree(whole)).isEqualTo(JACKSON.valueToTree(expected));
            }
        }
    }

    @Test
    void whatIsMadeOfThemIsMadeOnceForEachKey() {
        AtomicInteger made = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            assertThat(SharedTools.<String>derived(shared, "key", () -> "first " + made.incrementAndGet()))
                    .isEqualTo("first 1");
            assertThat(SharedTools.<String>derived(shared, String.class, () -> "second " + made.incrementAndGet()))
                    .isEqualTo("second 2");
        }
    }

    private static List<JsonNode> tools() {
        List<JsonNode> tools = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tools.add(JACKSON.createObjectNode()
                    .put("name", "tool " + i)
                    .put("description", "naïve \"—\"\n".repeat(400)));
        }
        return tools;
    }
}
