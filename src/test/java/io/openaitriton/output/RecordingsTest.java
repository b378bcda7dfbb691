package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletion;
import io.openaitriton.call.TritonFailures;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a real Triton server are read correctly. */
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
        assertThat(Requests.completion(recording.text(), Requests.call(Requests.with("")))
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
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "vllm|gen-02-vllm-exclude-input|{full}|stop|",
                "vllm|gen-07-vllm-all-outputs| Hello from the|length|2+3",
                "tensorrt-llm|gen-13-trt-ensemble|Hi Hello from the fake LLM|stop|",
                "tensorrt-llm|gen-14-trt-ensemble-logprobs|Hi Hello from the fake LLM|stop|1+6",
                "tensorrt-llm|gen-15-trt-ensemble-logprobs-1tok|Hi Hello|stop|",
                "tensorrt-llm|gen-16-trt-ensemble-stopwords-array| Hello from the fake LLM|stop|",
                "tensorrt-llm|gen-43-trt-guided|{\"answer\": 42}|stop|",
                "tensorrt-llm|gen-44-trt-bls|Hi Hello from the|stop|",
                "tensorrt-llm-api|gen-45-llmapi|Hi Hello from the fake|length|",
                "vllm|par-23-vllm-structured|{\"answer\": 42}|stop|"
            })
    void aDialectReadsItsAnswer(String dialect, String name, String text, String finishReason, String usage)
            throws IOException {
        ChatCompletion completion =
                Requests.completion(Recording.read(name).text(), Requests.call(dialect, Requests.with("")));
        assertThat(completion.choices().get(0).message().content()).isEqualTo(text.replace("{full}", FULL));
        assertThat(completion.choices().get(0).finishReason()).isEqualTo(finishReason);
        Usage counted = completion.usage();
        assertThat(counted == null ? null : counted.promptTokens() + "+" + counted.completionTokens())
                .isEqualTo(usage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "vllm|str-01-vllm|{full}|stop|",
                "vllm|str-02-vllm-params| Hello from the fake|length|\"completion_tokens\":4",
                "vllm|str-03-vllm-natural-stop|{full}|stop|",
                "vllm|str-07-vllm-exclude-true| Hello from|stop|",
                "tensorrt-llm|str-08-ensemble| Hello from the fake LLM|stop|",
                "tensorrt-llm|str-09-ensemble-logprobs| Hello from the|length|\"completion_tokens\":3",
                "tensorrt-llm|str-10-ensemble-stream-false|Hi Hello from the|stop|",
                "tensorrt-llm|str-20-bls| Hello from the|stop|",
                "bls-accumulate|str-19-bls-accumulate| Hello from the|stop|",
                "tensorrt-llm-api|str-12-llmapi| Hello from the fake|length|",
                "tensorrt-llm-api|str-18-llmapi-cumulative| Hello from the|stop|",
                "generic|dec-08-multi-stream| Hello from the fake LLM|stop|",
            })
    void aDialectReadsItsEventsHoweverTheNetworkCutsThem(
            String dialect, String name, String text, String finishReason, String usage) throws IOException {
        byte[] stream = Recording.read(name).body;
        GenerateCall call =
                call(dialect, "\"max_tokens\":3,\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        byte[] expected = Splits.translate(call, stream, new int[0]);
        String chunks = new String(expected, StandardCharsets.UTF_8);
        assertThat(content(chunks)).isEqualTo(text.replace("{full}", FULL));
        assertThat(chunks)
                .contains("\"finish_reason\":\"" + finishReason + "\"")
                .contains(usage == null ? "" : usage);
        assertThat(chunks.contains("usage")).isEqualTo(usage != null);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 1000; round++) {
            assertThat(Splits.translate(call, stream, Splits.random(random, stream.length)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void severalChoicesAreReadByTheirPlace() throws IOException {
        GenerateCall call = Requests.call("vllm", Requests.with("\"n\":2"));
        assertThat(Requests.completion(Recording.read("gen-08-vllm-n2").text(), call)
                        .choices())
                .extracting(choice -> choice.index() + choice.message().content() + choice.finishReason())
                .containsExactly("0 Hello from thelength", "1 Hello from thelength");
        byte[] stream = Recording.read("str-15-vllm-n2").body;
        assertThat(new String(Splits.translate(call, stream, new int[0]), StandardCharsets.UTF_8))
                .containsSubsequence(
                        "\"index\":0,\"delta\":{\"content\":\" Hello\"}",
                        "\"index\":1,\"delta\":{\"content\":\" Hello\"}",
                        "\"index\":0,\"delta\":{\"content\":\" from\"}",
                        "\"index\":1,\"delta\":{\"content\":\" from\"}",
                        "\"finish_reason\":\"length\"",
                        "\"finish_reason\":\"length\"");
    }

    @Test
    void logProbabilitiesAreRead() throws IOException {
        GenerateCall call = Requests.call("vllm", Requests.with("\"logprobs\":true,\"top_logprobs\":1"));
        assertThat(Requests.completion(Recording.read("gen-07-vllm-all-outputs").text(), call)
                        .choices()
                        .get(0)
                        .logprobs()
                        .content())
                .extracting(TokenLogprob::token)
                .containsExactly(" Hello", " from", " the");
    }

    @Test
    void tenThousandSplitsOfAStreamGiveTheSameChunks() throws IOException {
        byte[] stream = Recording.read("str-01-vllm").body;
        GenerateCall call = Requests.call("vllm", Requests.with("\"stream\":true"));
        byte[] expected = Splits.translate(call, stream, new int[0]);
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            assertThat(Splits.translate(call, stream, Splits.random(random, stream.length)))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"adm-09-config, vllm", "adm-10-config-ensemble, tensorrt-llm", "adm-08-metadata-unknown, generic"})
    void aConfigTellsTheDialect(String name, String id) throws IOException {
        assertThat(Dialects.of(OpenAiJson.mapper().readTree(Recording.read(name).text()), DialectOptions.DEFAULT)
                        .id())
                .isEqualTo(id);
    }

    /** Every recorded answer is an answer or a known kind of failure, in every dialect. */
    @ParameterizedTest
    @ValueSource(strings = {"generic", "vllm", "tensorrt-llm", "bls-accumulate", "tensorrt-llm-api"})
    void noRecordingIsASurprise(String dialect) throws IOException {
        int read = 0;
        for (String name : generated()) {
            Recording recording = Recording.read(name);
            GenerateCall call = call(dialect, "");
            try {
                if (recording.status != 200) {
                    throw GenerateAnswer.failure(recording.status, recording.text());
                } else if (recording.isStream) {
                    assertThat(new String(Splits.translate(call, recording.body, new int[0]), StandardCharsets.UTF_8))
                            .endsWith("data: [DONE]\n\n");
                } else {
                    Requests.completion(recording.text(), call);
                }
            } catch (TritonException e) {
                assertThat(TritonFailures.toApi(e).status()).as(name).isIn(400, 404, 502, 503);
            }
            read++;
        }
        assertThat(read).isGreaterThan(100);
    }

    private static GenerateCall call(String dialect, String fields) {
        return dialect.equals("bls-accumulate")
                ? Requests.call(
                        Dialects.named("tensorrt-llm", new DialectOptions("structured_outputs", true)),
                        Requests.with(fields))
                : Requests.call(dialect, Requests.with(fields));
    }

    /** Names of the recordings of one exchange with generate or generate_stream. */
    private static List<String> generated() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> {
                        try {
                            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                            return text.startsWith("# curl ")
                                    && text.lines().findFirst().orElseThrow().contains("/generate")
                                    && text.contains("\nHTTP/1.1 ");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .map(file -> file.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .toList();
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
        "err-07-invalid, PROMPT_TOO_LONG",
        "err-08-ensemble-midstream, FAILED",
        "err-10-unknown-model, UNKNOWN_MODEL",
        "err-11-unknown-model-stream, UNKNOWN_MODEL",
        "err-12-not-loaded, UNKNOWN_MODEL",
        "err-14-malformed-json, FAILED",
        "err-20-empty-object, FAILED",
        "err-23-get-generate, FAILED",
        "err-27-unknown-path, FAILED",
        "err-36-text_input-empty, EMPTY_PROMPT",
        "gen-10-vllm-version-9, UNKNOWN_MODEL",
        "load-02-loading-generate, NOT_READY",
        "load-03-loading-generate_stream, NOT_READY",
        "load-11-unloaded-generate, NOT_READY",
        "load-17-broken-generate, NOT_READY",
        "par-01-id, INVALID_FIELD",
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
                Requests.completion(recording.text(), Requests.call(Requests.with("")));
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
        ChatStream translator = new ChatStream(Requests.call(Requests.with("")));
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
