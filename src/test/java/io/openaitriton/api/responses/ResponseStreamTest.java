package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import io.openaitriton.generation.Usage.CompletionTokensDetails;
import io.openaitriton.junit.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the events of a generation become a stream of events, and a whole response. */
class ResponseStreamTest {
    private static final Golden GOLDEN = Golden.of("responses");
    private static final AnswerHead HEAD = new AnswerHead("resp_a1", 1767225600, "llama");
    private static final Usage USAGE = new Usage(60, 34, new CompletionTokensDetails(20));
    private static final String PLAIN = "{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}";
    private static final String TOOLS = """
        {"model": "m", "input": "hi", "stream": true, "tools": [
          {"type": "function", "name": "read", "parameters": {"type": "object"}},
          {"type": "namespace", "name": "mcp__files", "tools": [{"type": "function", "name": "open"}]},
          {"type": "custom", "name": "patch"}, {"type": "web_search"}]}\
        """;

    @Test
    void text() {
        check(
                "text.txt",
                PLAIN,
                new TextDelta(0, "Zü", null),
                new TextDelta(0, "\"rich\"\n", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(new Usage(10, 3)));
    }

    @Test
    void thoughtsTextAndCalls() {
        check(
                "thoughts-text-and-calls.txt",
                TOOLS,
                new ReasoningDelta(0, "Which", null),
                new ReasoningDelta(0, " tool?", null),
                new TextDelta(0, "I look.", null),
                new CallStarted(0, 0, "call_1", "read", null),
                new CallDelta(0, 0, "{\"path\": ", null),
                new CallDelta(0, 0, "\"a.txt\"}", null),
                new CallStarted(0, 1, "call_2", "mcp__files__open", null),
                new CallDelta(0, 1, "{}", null),
                new CallStarted(0, 2, "call_3", "patch", null),
                new CallDelta(0, 2, "{\"input\": \"*** Begin", null),
                new CallDelta(0, 2, "\\n\"}", null),
                new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                new Ended(USAGE));
    }

    @Test
    void thoughtsAsASummary() {
        check(
                "thoughts-as-summary.txt",
                "{\"model\":\"m\",\"input\":\"hi\",\"stream\":true,\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}}",
                new ReasoningDelta(0, "Hm", null),
                new ReasoningDelta(0, ".", null),
                new TextDelta(0, "So.", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(USAGE));
    }

    @Test
    void incomplete() {
        check(
                "incomplete.txt",
                "{\"model\":\"m\",\"input\":\"hi\",\"stream\":true,\"max_output_tokens\":2}",
                new TextDelta(0, "One two", null),
                new ChoiceEnded(0, FinishReason.LENGTH),
                new Ended(new Usage(10, 2)));
    }

    @Test
    void nothing() {
        check("nothing.txt", PLAIN, new ChoiceEnded(0, FinishReason.STOP), new Ended(null));
    }

    @Test
    void logprobs() {
        List<TokenLogprob> one = List.of(new TokenLogprob("So", -0.5, List.of(83, 111), List.of()));
        List<TokenLogprob> two = List.of(new TokenLogprob("", -0.1, List.of(), List.of()));
        check(
                "logprobs.txt",
                "{\"model\":\"m\",\"input\":\"hi\",\"stream\":true,\"include\":[\"message.output_text.logprobs\"]}",
                new TextDelta(0, "So", one),
                new TextDelta(0, "", two),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(new Usage(10, 2)));
    }

    @Test
    void failed() {
        ResponsesSurface surface = surface(PLAIN);
        PieceWriter<byte[]> writer = surface.events(HEAD);
        writer.write(new Started(1, true));
        writer.write(new TextDelta(0, "One", null));
        writer.fail(ApiException.server(502, "triton_failed", "Triton broke off.", null));
        GOLDEN.check("failed.txt", new String(writer.take(), StandardCharsets.UTF_8));
    }

    @Test
    void theGoldenFilesAreWhatOpenAiNodeAccepts() throws IOException {
        for (String file : List.of(
                "text.txt",
                "thoughts-text-and-calls.txt",
                "thoughts-as-summary.txt",
                "incomplete.txt",
                "nothing.txt",
                "logprobs.txt")) {
            List<String> added = new ArrayList<>();
            int sequence = 0;
            String stream = new String(
                    getClass().getResourceAsStream("/golden/responses/" + file).readAllBytes(), StandardCharsets.UTF_8);
            for (String event : stream.substring(0, stream.indexOf("=====")).split("\n\n")) {
                JsonNode json = OpenAiJson.mapper().readTree(event.substring(event.indexOf("\ndata: ") + 7));
                assertThat(event).startsWith("event: " + json.get("type").textValue() + "\n");
                assertThat(json.get("sequence_number").intValue()).isEqualTo(sequence++);
                if (json.get("type").textValue().equals("response.output_item.added")) {
                    assertThat(json.get("output_index").intValue()).isEqualTo(added.size());
                    assertThat(added).doesNotContain(json.at("/item/id").textValue());
                    added.add(json.at("/item/id").textValue());
                } else if (json.has("item_id")) {
                    assertThat(added.get(json.get("output_index").intValue()))
                            .isEqualTo(json.get("item_id").textValue());
                } else if (json.get("type").textValue().matches("response\\.(completed|incomplete)")) {
                    assertThat(json.at("/response/output")).hasSameSizeAs(added);
                }
            }
        }
    }

    /** The stream, and then the whole answer, which has the same items. */
    private static void check(String file, String request, GenerationEvent... events) {
        ResponsesSurface surface = surface(request);
        PieceWriter<byte[]> writer = surface.events(HEAD);
        PieceWriter<List<Object>> records = surface.records(HEAD);
        CollectedAnswer whole = new CollectedAnswer();
        List<GenerationEvent> all = new ArrayList<>(List.of(new Started(1, false)));
        all.addAll(List.of(events));
        for (GenerationEvent event : all) {
            writer.write(event);
            records.write(event);
            whole.write(event);
        }
        String stream = new String(writer.take(), StandardCharsets.UTF_8);
        Response response = surface.whole(HEAD, whole);
        GOLDEN.check(file, stream + "=====\n" + pretty(response) + "\n");
        assertThat(stream).endsWith("\"response\":" + json(response) + "}\n\n");
        StringBuilder told = new StringBuilder();
        for (Object event : records.take()) {
            told.append("event: ")
                    .append(((ResponseEvent) event).type())
                    .append("\ndata: ")
                    .append(json(event))
                    .append("\n\n");
        }
        assertThat(told).hasToString(stream);
    }

    private static ResponsesSurface surface(String json) {
        try {
            ResponsesRequest request = OpenAiJson.mapper().readValue(json, ResponsesRequest.class);
            return new ResponsesSurface(
                    Echo.of(request, null),
                    ToolTable.of(request.tools(), false, new Places()),
                    request.wantsSummary(),
                    () -> 1767225603);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String json(Object value) {
        try {
            return OpenAiJson.mapper().writeValueAsString(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pretty(Object value) {
        try {
            return OpenAiJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
