package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.openaitriton.call.TritonFailures;
import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the texts of errors mean. */
class ErrorTableTest {
    private static final String[] BEFORE = {
        "",
        "[request id: <id_unknown>] ",
        "[request id: chat-1] ",
        "in ensemble 'llama', ",
        "in ensemble 'llama', [request id: <id_unknown>] ",
        "Error generating stream: ",
        "Error generating request: ",
        "[TensorRT-LLM][ERROR] Assertion failed: ",
        "Executor failed process requestId 7 due to the following error: Encountered an error when fetching new request: ",
        "in ensemble 'e', Executor failed process requestId 7 due to the following error: ",
        "Failed to process the request(s) for model instance 'vllm_0_0', message: AssertionError: ",
        "Traceback (most recent call last):\n  File \"/models/bls/1/model.py\", line 90, in execute\n    for res in res_gen:\n"
                + "c_python_backend_utils.TritonModelException: in ensemble 'e', ",
        "Traceback (most recent call last):\n  File \"/x.py\", line 1\nKeyError: 'x'\n\nDuring handling of the above exception,"
                + " another exception occurred:\n\nTraceback (most recent call last):\n  File \"/x.py\", line 2\nRuntimeError: "
    };

    private static final String[] BEHIND = {
        "",
        " (/home/build/cpp/include/tensorrt_llm/batch_manager/llmRequest.h:580)\n1       0x7f2f6c1 libtensorrt_llm.so(+0x4c)\n"
                + "2       0x7f2f6c2 clone + 100",
        "\n\nAt:\n  /opt/tritonserver/backends/vllm/model.py(447): execute\n"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that max_model_len is no smaller | PROMPT_TOO_LONG | messages",
                "The decoder prompt (length 4096) plus the number of requested output tokens (at least 1) is longer than the maximum model length of 4096. | PROMPT_TOO_LONG | messages",
                "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens. Please reduce the length of the messages. | PROMPT_TOO_LONG | messages",
                "The prompt is 5000 tokens, which exceeds the model's maximum context length of 4096 tokens. | PROMPT_TOO_LONG | messages",
                "You passed 5000 input tokens and requested 100 output tokens. However, the model's context length is only 4096 tokens | PROMPT_TOO_LONG | messages",
                "Input prompt (5000 tokens) is too long and exceeds limit of 4096 | PROMPT_TOO_LONG | messages",
                "Prompt length (5000) exceeds maximum input length (4096). Set log level to info and check TRTGptModel logs | PROMPT_TOO_LONG | messages",
                "Prompt length (5056) exceeds maximum sequence length (2048) | PROMPT_TOO_LONG | messages",
                "Encoder length (5) exceeds maximum encoder input length (4). | PROMPT_TOO_LONG | messages",
                "The sum of prompt length (72417.0), query length (0) should not exceed max_num_tokens (69632) | PROMPT_TOO_LONG | messages",
                "The sum of prompt length (4000) and query length (0) max_tokens (2048) should not exceed max_seq_len (4096) | PROMPT_TOO_LONG | messages",
                "default_max_tokens (-152) must be greater than 0, default_max_tokens (-152) = max_seq_len (8192) | PROMPT_TOO_LONG | messages",
                "Input length (5000) exceeds max_input_len (4096) | PROMPT_TOO_LONG | messages",
                "input length 5000 exceeds the maximum length 4096 | PROMPT_TOO_LONG | messages",
                "number of input tokens 5000 exceeds max_num_tokens 4096 | PROMPT_TOO_LONG | messages",
                "prompt is too long: 5000 tokens > 4096 maximum | PROMPT_TOO_LONG | messages",
                "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens | PROMPT_TOO_LONG | messages",
                "Requested token count exceeds the model's maximum context length of 4096 tokens. | PROMPT_TOO_LONG | messages",
                "Maximum input length (4096) exceeded | PROMPT_TOO_LONG | messages",
                "Length of prompt 5000 exceeds max_input_len 4096 | PROMPT_TOO_LONG | messages",
                "Server is stopping, scheduler for model has stopped accepting new inference requests | NOT_READY |",
                "Server not ready | NOT_READY |",
                "Request for unknown model: 'llama' version 1 is not at ready state | NOT_READY |",
                "'llama' version 1 is not at ready state | NOT_READY |",
                "Request for unknown model: 'llama' has no available versions | NOT_READY |",
                "Model 'llama' is not ready. | NOT_READY |",
                "Cannot create tasks after shutdown has been requested | NOT_READY |",
                "Model is unavailable due to unhealthy vLLM engine | NOT_READY |",
                "Request for unknown model: 'it's' is not found | UNKNOWN_MODEL |",
                "Exceeds maximum queue size | OVERLOADED |",
                "Request timeout expired | OVERLOADED |",
                "Maximum queue size of 6 has been reached, please try again later | OVERLOADED |",
                "Stub process 'llama_0_0' is not healthy. | DIED |",
                "EngineCore encountered an issue. See stack trace (above) for the root cause. | DIED |",
                "The decoder prompt cannot be empty | EMPTY_PROMPT | messages",
                "!mInputTokenIds.empty() | EMPTY_PROMPT | messages",
                "text_input is required | EMPTY_PROMPT | messages",
                "LoRA feature is not enabled. | UNKNOWN_ADAPTER | lora_name",
                "LoRA it's is not supported, we currently support ['alpha'] | UNKNOWN_ADAPTER | lora_name",
                "LoRA task 10 not found in cache. Please send LoRA weights with request | UNKNOWN_ADAPTER | lora_name",
                "topP.value() > 0.f | INVALID_FIELD | top_p",
                "top_p must be in (0, 1], got 0.0. | INVALID_FIELD | top_p",
                "Temperature must be non-negative, got -1.0. | INVALID_FIELD | temperature",
                "require 0 <= top_p <= 1, got top_p=2 | INVALID_FIELD | top_p",
                "repetition_penalty must be greater than zero, got 0.0. | INVALID_FIELD | repetition_penalty",
                "'NoneType' object has no attribute 'lora_name' | INVALID_FIELD |",
                "Streaming is only supported if model is deployed using decoupled mode. | NO_STREAM | stream",
                "request JSON size of 70000000 bytes exceeds the maximum allowed input size of 67108864 bytes. | TOO_LARGE |",
                "Request JSON size of 70000000 bytes exceeds the maximum allowed value of 67108864 bytes. | TOO_LARGE |",
                "CUDA out of memory | FAILED |"
            })
    void aTextMeansTheSameWhereverItComesFrom(String text, Kind kind, String param) {
        for (String before : BEFORE) {
            for (String behind : BEHIND) {
                TritonException error = TritonErrors.of(before + text + behind);
                assertThat(error.kind()).as(before + text + behind).isEqualTo(kind);
                assertThat(error.param()).isEqualTo(param);
                assertThat(error.getMessage())
                        .contains(text)
                        .doesNotContain("\n", "Traceback", "0x7f", "/home/build", "/opt/");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error generating stream: cannot parse 'Request timeout expired'",
                "Error generating stream: bad prompt: Server is stopping",
                "Invalid input \"Exceeds maximum queue size\"",
                "prompt 'exceeds maximum input length' is not allowed",
                "The prompt is not UTF-8: it exceeds max_input_len",
                "Input 'max_num_tokens' is unknown",
                "Unknown token \"LoRA x is not supported\"",
                "Traceback (most recent call last):\n  File \"/x.py\", line 1\nValueError: bad text:\nServer not ready\n",
                "ValueError: no template for 'Traceback (most recent call last):\n  x\nValueError: Server not ready'"
            })
    void whatAClientWroteDoesNotDecide(String text) {
        assertThat(TritonErrors.of(text).kind()).isEqualTo(Kind.FAILED);
    }

    @Test
    void aVeryLongTextIsCheap() {
        assertThat(TritonErrors.of("Error generating stream: ".repeat(100_000)).kind())
                .isEqualTo(Kind.FAILED);
        assertThat(TritonErrors.of("prompt ".repeat(1_000_000)).kind()).isEqualTo(Kind.FAILED);
        assertThat(TritonErrors.of("a.".repeat(1_000_000)).kind()).isEqualTo(Kind.FAILED);
    }

    @Test
    void emptyLinesInATextAreCheap() {
        String lines = "LoRA " + "\n".repeat(60_000) + "x is not supported";
        // a minute when each empty line is a beginning of its own
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(TritonErrors.of(lines)).hasMessage("LoRA x is not supported");
            }
        });
    }

    @Test
    void theTableOfTheDocsMatchesTheCode() throws IOException {
        List<String> told = Files.readAllLines(Path.of("docs/errors.md")).stream()
                .filter(line -> line.matches("[|] `.*[|] (yes|no) [|]"))
                .toList();
        assertThat(told)
                .containsExactlyElementsOf(
                        ErrorTable.ROWS.stream().map(ErrorTableTest::line).toList());
    }

    private static String line(ErrorTable.Row row) {
        TritonException error = new TritonException(row.kind(), "x");
        ApiException answer = TritonFailures.toApi(row.param() == null ? error : error.of(row.param()));
        String code = answer.code();
        return "| `" + row.text().replace("|", "\\|") + "` | " + answer.status() + " | "
                + (code == null ? "" : "`" + code + "`") + " | "
                + (row.param() == null
                        ? ""
                        : row.param().equals(ErrorTable.NAMED) ? row.param() : "`" + row.param() + "`")
                + " | "
                + (row.kind().isUndone() ? "yes" : "no") + " |";
    }
}
