package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.triton.TritonException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputPipelineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void eventsBecomeChunks() {
        ChatStream translator = translator("");
        push(translator, event(" Pa"));
        push(translator, event("ris\\n\\\"é🙂\\\""));
        translator.end(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null")
                        + chunk("{\"content\":\" Pa\"}", "null")
                        + chunk("{\"content\":\"ris\\n\\\"é\\uD83D\\uDE42\\\"\"}", "null")
                        + chunk("{}", "\"stop\"")
                        + "data: [DONE]\n\n");
    }

    @Test
    void eachEventIsPassedOnImmediately() {
        ChatStream translator = translator("");
        push(translator, event("a"));
        assertThat(taken()).endsWith(chunk("{\"content\":\"a\"}", "null"));
        push(translator, event("b"));
        assertThat(taken()).isEqualTo(chunk("{\"content\":\"b\"}", "null"));
    }

    @Test
    void anEventWithoutTextGivesNoChunk() {
        ChatStream translator = translator("");
        push(translator, event("a"));
        taken();
        push(translator, event(""));
        push(translator, "data: {\"finish_reason\":\"length\"}\n\n");
        assertThat(taken()).isEmpty();
        translator.end(out);
        assertThat(taken()).isEqualTo(chunk("{}", "\"length\"") + "data: [DONE]\n\n");
    }

    @Test
    void theStreamHasStartedWithTheFirstText() {
        ChatStream translator = translator("");
        assertThat(translator.started()).isFalse();
        push(translator, event(""));
        assertThat(translator.started()).isTrue();
    }

    @Test
    void aStreamWithoutTextIsAFailure() {
        assertThatThrownBy(() -> translator("").end(out))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("no text");
        assertThat(taken()).isEmpty();
    }

    @Test
    void anErrorEventIsAFailureAfterTheEarlierText() {
        ChatStream translator = translator("");
        assertThatThrownBy(() -> push(translator, event("a") + "data: {\"error\":\"boom\"}\n\n"))
                .isInstanceOf(TritonException.class)
                .hasMessage("boom");
        assertThat(taken()).endsWith(chunk("{\"content\":\"a\"}", "null"));
    }

    @Test
    void aPromptInTheFirstEventIsCut() {
        ChatStream translator = translator("");
        String prompt = Requests.call(Requests.with("")).prompt().toString().replace("\n", "\\n");
        push(translator, event(prompt + "Paris"));
        assertThat(taken()).endsWith(chunk("{\"content\":\"Paris\"}", "null"));
    }

    @Test
    void aStopStringOverTwoEventsEndsTheStream() {
        ChatStream translator = translator("\"stop\":[\"END\",\"x\"]");
        push(translator, event("one E"));
        assertThat(taken()).endsWith(chunk("{\"content\":\"one \"}", "null"));
        push(translator, event("ND two"));
        assertThat(translator.complete()).isTrue();
        push(translator, event("three"));
        translator.end(out);
        assertThat(taken()).isEqualTo(chunk("{}", "\"stop\"") + "data: [DONE]\n\n");
    }

    private static ChatStream translator(String fields) {
        return new ChatStream(Requests.call(Requests.with(fields)));
    }

    private void push(ChatStream translator, String events) {
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        translator.push(bytes, 0, bytes.length, out);
    }

    private String taken() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    private static String event(String text) {
        return "data: {\"model_name\":\"m\",\"model_version\":\"1\",\"text_output\":\"" + text + "\"}\n\n";
    }

    private static String chunk(String delta, String finishReason) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                + "\"model\":\"Meta-Llama-3.1-8B-Instruct\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}]}\n\n";
    }
}
