package io.openaitriton.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.triton.TritonException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateAnswerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text_output\":\"Paris\",\"response\":\"no\"}",
                "{\"output\":\"no\",\"response\":\"Paris\"}",
                "{\"outputs\":[{\"data\":[\"no\"]}],\"output\":\"Paris\"}",
                "{\"outputs\":[{\"name\":\"x\",\"data\":[\"Paris\",\"no\"]}]}",
                "{\"text_output\":[\"Paris\"]}",
                "{\"text_output\":\"Paris\",\"fp\":[NaN,Infinity,-Infinity]}",
                "{\"text_output\":\"Paris\",\"error\":null}"
            })
    void theTextIsTakenFromTheFirstKnownPlace(String json) {
        assertThat(GenerateAnswer.parse(json).text()).isEqualTo("Paris");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text_output\":5}", "{\"text_output\":[]}", "{\"outputs\":[]}"})
    void anAnswerMayHaveNoText(String json) {
        assertThat(GenerateAnswer.parse(json).text()).isNull();
    }

    @Test
    void anEmptyTextIsAText() {
        assertThat(GenerateAnswer.parse("{\"text_output\":\"\"}").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"text\"", "{\"text_output\":\"a\"", "<html>", "{} {}"})
    void whatIsNoObjectIsABadAnswer(String body) {
        assertThatThrownBy(() -> GenerateAnswer.parse(body))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ANSWER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Request for unknown model: 'nope' is not found | UNKNOWN_MODEL",
                "Request for unknown model: 'x' version 9 is not found | UNKNOWN_MODEL",
                "Request for unknown model: 'slow-load' has no available versions | NOT_READY",
                "[request id: <id_unknown>] Exceeds maximum queue size | OVERLOADED",
                "in ensemble 'e', [request id: <id_unknown>] Exceeds maximum queue size | OVERLOADED",
                "Model is unavailable due to unhealthy vLLM engine | NOT_READY",
                "CUDA out of memory (simulated) | FAILED"
            })
    void theTextOfAnErrorTellsItsKind(String text, Kind kind) {
        assertThatThrownBy(() -> GenerateAnswer.parse("{\"error\":\"" + text + "\"}"))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        assertThat(GenerateAnswer.failure(400, "data: {\"error\":\"" + text + "\"}\n\n")
                        .kind())
                .isEqualTo(kind);
    }

    @Test
    void aPageOfAProxyIsNotPassedOn() {
        assertThat(GenerateAnswer.failure(503, "<html>secret</html>"))
                .hasMessage("status 503")
                .extracting(TritonException::kind)
                .isEqualTo(Kind.OVERLOADED);
        assertThat(GenerateAnswer.failure(500, "").kind()).isEqualTo(Kind.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "429, OVERLOADED",
        "503, OVERLOADED",
        "502, UNREACHABLE",
        "504, TIMED_OUT",
        "413, TOO_LARGE",
        "404, FAILED"
    })
    void theStatusOfAProxyIsTakenForItsWord(int status, Kind kind) {
        String page = "<html><head><title>An error</title></head><body><center>nginx</center></body></html>";
        assertThat(GenerateAnswer.failure(status, page).kind()).isEqualTo(kind);
        assertThat(GenerateAnswer.failure(status, "{\"error\":{\"message\":\"slow down\"}}")
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"429, OVERLOADED", "503, OVERLOADED", "400, FAILED", "500, FAILED"})
    void aTextThatIsNotKnownLeavesItToTheStatus(int status, Kind kind) {
        assertThat(GenerateAnswer.failure(status, "{\"error\":\"out of luck\"}"))
                .hasMessage("out of luck")
                .extracting(TritonException::kind)
                .isEqualTo(kind);
    }

    @Test
    void aKnownTextDecidesForEveryStatus() {
        for (int status : new int[] {400, 429, 500, 503}) {
            assertThat(GenerateAnswer.failure(status, "{\"error\":\"Request for unknown model: 'x' is not found\"}")
                            .kind())
                    .isEqualTo(Kind.UNKNOWN_MODEL);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":\"first\"}\n\ndata: {\"error\":\"second\"}\n\n",
                "data: {\"error\":\"first\"}\r\n\r\ndata: {\"error\":\"second\"}\r\n\r\n",
                ": hello\n\ndata: {\"text_output\":\"a\"}\n\ndata: {\"error\":\"first\"}\n\n",
                "data:{\"error\":\"first\"}",
                "{\"error\":\"first\"}\n"
            })
    void ofSeveralErrorsTheFirstIsTold(String body) {
        assertThat(GenerateAnswer.failure(400, body)).hasMessage("first");
    }

    @Test
    void onlyTheLastLineOfATracebackIsReported() {
        String traceback =
                "Traceback (most recent call last):\\n  File \\\"/x.py\\\", line 1\\nValueError: too long\\n";
        assertThatThrownBy(() -> GenerateAnswer.parse("{\"error\":\"" + traceback + "\"}"))
                .hasMessage("ValueError: too long");
    }

    @Test
    void anErrorTextIsCutToALength() {
        assertThatThrownBy(() -> GenerateAnswer.parse("{\"error\":\"" + "x".repeat(5000) + "\"}"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(310));
    }

    @Test
    void theWordNoneIsNotAFinishReason() {
        assertThat(GenerateAnswer.parse("{\"finish_reason\":\"None\",\"text_output\":\"\"}")
                        .finishReason())
                .isNull();
        assertThat(GenerateAnswer.parse("{\"finish_reason\":\"length\",\"text_output\":\"\"}")
                        .finishReason())
                .isEqualTo("length");
    }
}
