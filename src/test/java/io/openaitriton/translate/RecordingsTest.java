package io.openaitriton.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real Triton sent is understood. */
class RecordingsTest {
    private static final Path FOLDER = Path.of("../shared/triton/recordings");
    private static final String FULL = " Hello from the fake LLM: \"quoted\"\nnaïve 🙂 end.";

    @BeforeAll
    static void present() {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: the recordings of a real Triton are not beside the project");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "gen-01-vllm-minimal|Hi there{full}",
                "gen-02-vllm-exclude-input|{full}",
                "gen-03-vllm-parameters-nested| Hello from the fake",
                "gen-04-vllm-toplevel-params| Hello from the fake",
                "gen-05-vllm-sampling_parameters| Hello from the fake LLM",
                "gen-07-vllm-all-outputs| Hello from the",
                "gen-09-vllm-version-1|Hi{full}",
                "gen-12-custom-headers|Hi{full}",
                "dec-05-vllm-stream-true-1tok-on-generate| Hello",
                "err-31-content-type-text|Hi{full}",
                "err-35-text_input-array1|a{full}",
                "par-18-vllm-stop-string-in-parameters| Hello from the fake LLM",
                "par-23-vllm-structured|{\"answer\": 42}",
                "auth-02-restricted-ok|Hi Hello"
            })
    void anAnswerGivesItsText(String name, String text) throws IOException {
        Recording recording = Recording.read(name);
        assertThat(recording.status).isEqualTo(200);
        assertThat(ChatTranslator.toCompletion(recording.text(), Requests.call(Requests.with("")), Requests.HEAD)
                        .choices()
                        .get(0)
                        .message()
                        .content())
                .isEqualTo(text.replace("{full}", FULL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "str-01-vllm|{full}|stop",
                "str-02-vllm-params| Hello from the fake|length",
                "str-03-vllm-natural-stop|{full}|stop",
                "str-04-vllm-stream-false|Hi{full}|stop",
                "str-07-vllm-exclude-true| Hello from|stop",
                "dec-07-separate-final-stream|Hi ok|stop"
            })
    void eventsGiveTheirTextHoweverTheNetworkCutThem(String name, String text, String finishReason) throws IOException {
        byte[] stream = Recording.read(name).body;
        for (int size : new int[] {1, 2, 3, 7, 64, 1000, stream.length}) {
            String chunks = translate(stream, size);
            assertThat(content(chunks)).as("in pieces of %d", size).isEqualTo(text.replace("{full}", FULL));
            assertThat(chunks)
                    .contains("\"finish_reason\":\"" + finishReason + "\"")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auth-01-restricted-missing, FAILED",
        "dec-01-multi, FAILED",
        "dec-04-vllm-stream-true-on-generate, FAILED",
        "err-01-midstream, FAILED",
        "err-02-midstream-generate, FAILED",
        "err-03-atonce-stream, FAILED",
        "err-04-atonce, FAILED",
        "err-05-unavailable, NOT_READY",
        "err-06-unavailable-stream, NOT_READY",
        "err-07-invalid, FAILED",
        "err-08-ensemble-midstream, FAILED",
        "err-10-unknown-model, UNKNOWN_MODEL",
        "err-11-unknown-model-stream, UNKNOWN_MODEL",
        "err-12-not-loaded, UNKNOWN_MODEL",
        "err-14-malformed-json, FAILED",
        "err-20-empty-object, FAILED",
        "err-23-get-generate, FAILED",
        "err-27-unknown-path, FAILED",
        "err-36-text_input-empty, FAILED",
        "gen-10-vllm-version-9, UNKNOWN_MODEL",
        "load-02-loading-generate, NOT_READY",
        "load-03-loading-generate_stream, NOT_READY",
        "load-11-unloaded-generate, NOT_READY",
        "load-17-broken-generate, NOT_READY",
        "par-01-id, FAILED",
        "par-12-parameters-nested-array, FAILED",
        "par-17-vllm-stop-array-in-parameters, FAILED",
        "str-06-vllm-exclude-false, FAILED",
        "dec-06-zero-stream, BAD_ANSWER"
    })
    void aFailureIsUnderstood(String name, TritonException.Kind kind) throws IOException {
        Recording recording = Recording.read(name);
        TritonException failure = catchThrowableOfType(TritonException.class, () -> {
            if (recording.status != 200) {
                throw GenerateAnswer.failure(recording.status, recording.text());
            } else if (recording.isStream) {
                translate(recording.body, recording.body.length + 1);
            } else {
                ChatTranslator.toCompletion(recording.text(), Requests.call(Requests.with("")), Requests.HEAD);
            }
        });
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"out-02-nan", "out-04-badutf8", "out-06-nan-stream"})
    void whatIsNoStrictJsonOrUtf8IsReadAllTheSame(String name) throws IOException {
        String text = Recording.read(name).text().replaceFirst("^data: ", "");
        assertThat(GenerateAnswer.parse(text)).isNotNull();
    }

    private static String translate(byte[] stream, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChatStreamTranslator translator =
                new ChatStreamTranslator(Requests.call(Requests.with("")), Requests.HEAD, 1 << 20);
        for (int from = 0; from < stream.length; from += size) {
            translator.push(stream, from, Math.min(size, stream.length - from), out);
        }
        translator.end(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String content(String chunks) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String event : chunks.split("\n\n")) {
            if (!event.equals("data: [DONE]")) {
                JsonNode chunk = OpenAiJson.mapper().readTree(event.substring("data: ".length()));
                content.append(chunk.at("/choices/0/delta/content").asText(""));
            }
        }
        return content.toString();
    }

    /** One recorded exchange: {@code curl -i --raw}, between two comment lines. */
    private record Recording(int status, boolean isStream, byte[] body) {
        static Recording read(String name) throws IOException {
            // one character a byte, so that chunk sizes count
            String file = Files.readString(FOLDER.resolve(name + ".txt"), StandardCharsets.ISO_8859_1);
            String exchange = file.substring(file.indexOf("\nHTTP/1.1 ") + 1, file.lastIndexOf("\n# ----"));
            int blank = exchange.contains("\r\n\r\n") ? exchange.indexOf("\r\n\r\n") + 4 : exchange.indexOf("\n\n") + 2;
            String head = exchange.substring(0, blank);
            String body = exchange.substring(blank);
            int status = Integer.parseInt(head.split(" ")[1]);
            boolean chunked = head.contains("chunked");
            return new Recording(
                    status,
                    head.contains("text/event-stream"),
                    (chunked ? dechunk(body) : body).getBytes(StandardCharsets.ISO_8859_1));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        private static String dechunk(String raw) {
            StringBuilder body = new StringBuilder();
            int at = 0;
            while (true) {
                int eol = raw.indexOf("\r\n", at);
                int size = Integer.parseInt(raw.substring(at, eol), 16);
                if (size == 0) {
                    return body.toString();
                }
                body.append(raw, eol + 2, eol + 2 + size);
                at = eol + 2 + size + 2;
            }
        }
    }
}
