package io.openaitriton.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools that come again. */
class RepeatedToolsTest {
    private static final String LONG = "what it does ".repeat(300);

    @Test
    void theSameToolsAreTheSameObjects() throws IOException {
        ChatCompletionRequest first = read(request(tool("a"), "one"));
        ChatCompletionRequest second = read(request(tool("a"), "two"));
        assertThat(second.tools()).isSameAs(first.tools());
        assertThat(second.user()).isEqualTo("two");
        assertThat(second.tools().get(0).at("/function/name").textValue()).isEqualTo("a");
    }

    @Test
    void aRequestCannotChangeTheToolsOfOthers() throws IOException {
        for (int i = 0; i < 2; i++) {
            JsonNode tool = read(request(tool("f"), "one")).tools().get(0);
            ObjectNode function = (ObjectNode) tool.get("function");
            assertThatThrownBy(() -> function.put("name", "other")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> ((ObjectNode) function.get("parameters")).removeAll())
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(function.deepCopy().put("name", "other").get("name").textValue())
                    .isEqualTo("other");
        }
        assertThat(read(request(tool("f"), "one"))
                        .tools()
                        .get(0)
                        .at("/function/name")
                        .textValue())
                .isEqualTo("f");
    }

    @Test
    void toolsThatDifferInOneByteAreOthers() throws IOException {
        read(request(tool("b") + "," + tool("c"), "one"));
        ChatCompletionRequest other = read(request(tool("b") + "," + tool("d"), "one"));
        assertThat(other.tools().get(1).at("/function/name").textValue()).isEqualTo("d");
        ChatCompletionRequest longer = read(request(tool("b") + "," + tool("c") + "," + tool("d"), "one"));
        assertThat(longer.tools()).hasSize(3);
        ChatCompletionRequest shorter = read(request(tool("b"), "one"));
        assertThat(shorter.tools()).hasSize(1);
    }

    @Test
    void toolsThatAreWrongAreWrongEachTime() {
        String wrong = request(tool("e") + ",7", "one");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(wrong))
                    .isInstanceOf(JsonProcessingException.class)
                    .hasMessageContaining("tools");
        }
    }

    @Test
    void absentAndNullToolsAreNone() throws IOException {
        assertThat(read("{\"model\":\"m\"}").tools()).isNull();
        assertThat(read("{\"model\":\"m\",\"tools\":null,\"user\":\"u\"}").tools())
                .isNull();
        assertThat(read("{\"model\":\"m\",\"tools\":[]}").tools()).isEmpty();
    }

    @Test
    void noMoreBytesAreKeptThanAllowed() {
        RepeatedJson<List<JsonNode>> arrays = new RepeatedJson<>(2048, 8, 16_000, dropped -> {});
        List<byte[]> added = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] json = ("[\"" + i + LONG.substring(0, 3000) + "\"]").getBytes(StandardCharsets.UTF_8);
            arrays.add(json, 0, json.length, copy -> new ArrayList<>());
            added.add(json);
        }
        long found = added.stream()
                .filter(json -> arrays.find(json, 0, json.length) != null)
                .count();
        assertThat(found).isEqualTo(5);
        assertThat(arrays.find(added.get(9), 0, added.get(9).length)).isNotNull();
    }

    @Test
    void toolsThatFailACheckFailItEachTime() throws IOException {
        String json = request(tool("server.find"), "one")
                .replaceFirst("\\{", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],");
        for (int i = 0; i < 2; i++) {
            ChatCompletionRequest request = read(json);
            assertThatThrownBy(() -> ChatRequest.of(request, 9, true)).hasMessageContaining("server.find");
            assertThatCode(() -> ChatRequest.of(request, 9, false)).doesNotThrowAnyException();
        }
    }

    @Test
    void requestsThatComeTogetherShareTheirTools() {
        RepeatedJson<List<JsonNode>> arrays = new RepeatedJson<>(2048, 8, 100_000, dropped -> {});
        byte[] json = ("[\"" + LONG + "\"]").getBytes(StandardCharsets.UTF_8);
        List<JsonNode> first = arrays.add(json, 0, json.length, copy -> new ArrayList<>());
        List<JsonNode> second = arrays.add(json, 0, json.length, copy -> new ArrayList<>());
        assertThat(second).isSameAs(first);
        assertThat(arrays.find(json, 0, json.length).value()).isSameAs(first);
    }

    private static ChatCompletionRequest read(String json) throws IOException {
        return OpenAiJson.mapper().readValue(json.getBytes(StandardCharsets.UTF_8), ChatCompletionRequest.class);
    }

    private static String request(String tools, String user) {
        return "{\"model\":\"m\",\"tools\": [" + tools + "] , \"user\":\"" + user + "\"}";
    }

    private static String tool(String name) {
        return "{\"type\":\"function\",\"function\":{\"description\":\"" + LONG + "\",\"name\":\"" + name
                + "\",\"parameters\":{\"type\":\"object\"}}}";
    }
}
