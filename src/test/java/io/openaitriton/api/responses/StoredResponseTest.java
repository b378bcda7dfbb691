package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.FinishReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredResponseTest {
    private static final ObjectMapper JSON = OpenAiJson.mapper();
    private static final int LARGEST = 1 << 20;

    private static Response response(String text, String... fields) throws Exception {
        ResponsesRequest request =
                JSON.readValue("{\"input\":\"a\"" + String.join("", fields) + "}", ResponsesRequest.class);
        Items items = new Items(ResponseId.random(), ToolTable.of(null, false, new Places()), false);
        return ResponsesSurface.ended(
                new AnswerHead(items.response(), 1, "m"),
                Echo.of(request, null).withStore(true),
                FinishReason.STOP,
                List.of(
                        items.reasoning(items.id("rs_", 0), "completed", "Thinking."),
                        items.message(items.id("msg_", 1), "completed", text, null)),
                null,
                () -> 2);
    }

    @Test
    void aStoredResponseIsReadUnchanged() throws Exception {
        Response response = response("Grüße \uD83D\uDE00", ",\"metadata\":{\"a\":\"b\"},\"instructions\":\"i\"");
        JsonNode input = JSON.readTree("[{\"role\":\"user\",\"content\":\"hi\"}]");
        byte[] stored = StoredResponse.write(response, List.of("resp_0"), input, 100, LARGEST);
        StoredResponse read = StoredResponse.read(stored);
        assertThat(JSON.writeValueAsString(read.response())).isEqualTo(JSON.writeValueAsString(response));
        assertThat(read.chain()).containsExactly("resp_0");
        assertThat(read.input()).isEqualTo(input);

        StoredResponse items = StoredResponse.readItems(stored);
        assertThat(items.rest()).isNull();
        assertThat(items.status()).isEqualTo("completed");
        assertThat(items.output()).hasSize(2);
        assertThat(items.size()).isBetween(200L, 1000L);
    }

    @Test
    void aConversationThatIsTooLargeIsNotWritten() throws Exception {
        JsonNode input = JSON.readTree("[]");
        Response response = response("x".repeat(10_000));
        assertThat(StoredResponse.write(response, List.of(), input, 0, 10_000)).isNull();
        assertThat(StoredResponse.write(response, List.of(), input, 0, 20_000)).isNotNull();
        assertThat(StoredResponse.write(response, List.of(), input, 10_000, 20_000))
                .isNull();
        // so is one whose request is
        Response wordy = response("x", ",\"instructions\":\"" + "y".repeat(10_000) + "\"");
        assertThat(StoredResponse.write(wordy, List.of(), input, 0, 10_000)).isNull();
    }

    @Test
    void theDeepestRequestCanBeStoredAndRead() throws Exception {
        String deep = "[".repeat(OpenAiJson.MAX_NESTING - 3) + "]".repeat(OpenAiJson.MAX_NESTING - 3);
        Response response = response("x", ",\"metadata\":{\"a\":" + deep + "}");
        JsonNode input = JSON.readTree("[{\"role\":\"user\",\"content\":\"hi\",\"x\":" + deep + "}]");
        StoredResponse read = StoredResponse.read(StoredResponse.write(response, List.of(), input, 0, LARGEST));
        assertThat(read.input()).isEqualTo(input);
        assertThat(read.response().at("/metadata/a").isArray()).isTrue();
    }

    @Test
    void idsAreRandomAndThoseOfItemsLeadBackToTheirResponse() {
        String id = ResponseId.random();
        assertThat(id).isNotEqualTo(ResponseId.random());
        assertThat(ResponseId.isOne(id)).isTrue();
        Items items = new Items(id, ToolTable.of(null, false, new Places()), false);
        assertThat(ResponseId.Item.of(items.id("msg_", 3))).isEqualTo(new ResponseId.Item(id, false, 3));
        assertThat(ResponseId.Item.of(ResponseId.ofInput("fco_", id, 12))).isEqualTo(new ResponseId.Item(id, true, 12));
        for (String other : List.of("", "rs_1", id, "msg_" + "0".repeat(32), "msg_" + "0".repeat(32) + "_1000000")) {
            assertThat(ResponseId.Item.of(other)).isNull();
        }
    }
}
