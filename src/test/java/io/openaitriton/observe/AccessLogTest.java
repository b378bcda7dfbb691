package io.openaitriton.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Usage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private static final String NASTY = "a\"b\\c\n{\"outcome\":\"success\"}\r\t\u0000\u001b[31m";

    @Test
    void clientTextCannotForgeALine() throws Exception {
        Observation request = request();
        request.key(NASTY);
        request.prompt(NASTY);
        request.end(200, true);
        String line = log(Instant.parse("2026-01-02T03:04:05.067Z"), true).line(request);
        assertThat(line.chars()).allMatch(c -> c >= ' ');
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("key").asText()).isEqualTo(NASTY);
        assertThat(json.path("prompt").asText()).isEqualTo(NASTY);
        assertThat(json.path("time").asText()).isEqualTo("2026-01-02T03:04:05.067Z");
    }

    @Test
    void aPromptIsLoggedOnlyIfConfigured() {
        Observation request = request();
        request.prompt("secret");
        request.end(200, true);
        assertThat(log(Instant.EPOCH, false).line(request)).doesNotContain("prompt", "secret");
    }

    @Test
    void eventsAfterTheEndDoNotChangeTheOutcome() {
        Observation request = request();
        request.end(0, false);
        request.failed(ApiException.invalid("n", "wrong"));
        request.end(400, true);
        assertThat(request.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(request.status()).isZero();
    }

    @Test
    void anAnswerReplacesAnEarlierFailure() {
        Observation request = request();
        request.failed(ApiException.server(502, "triton_error", "gone", null));
        request.usage(new Usage(1, 2));
        request.end(200, true);
        assertThat(request.outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void outcomesFollowFromStatusAndCause() {
        assertThat(outcome(ApiException.of(429, "rate_limit", null, null, "wait", null)))
                .isEqualTo(Outcome.LIMITED);
        assertThat(outcome(ApiException.server(503, "overloaded", "full", null)))
                .isEqualTo(Outcome.OVERLOADED);
        assertThat(outcome(ApiException.server(503, "model_not_ready", "away", null)))
                .isEqualTo(Outcome.UPSTREAM_ERROR);
        assertThat(outcome(ApiException.server(504, "timeout", "slow", null))).isEqualTo(Outcome.UPSTREAM_ERROR);
        assertThat(outcome(ApiException.server(500, "internal_error", "bug", null)))
                .isEqualTo(Outcome.GATEWAY_ERROR);
        assertThat(outcome(ApiException.modelNotFound("x"))).isEqualTo(Outcome.CLIENT_ERROR);
    }

    private static AccessLog log(Instant time, boolean prompts) {
        return new AccessLog(Clock.fixed(time, ZoneOffset.UTC), prompts);
    }

    private static Outcome outcome(ApiException error) {
        Observation request = request();
        request.failed(error);
        request.end(error.status(), true);
        return request.outcome();
    }

    private static Observation request() {
        Observation request = Observation.begin(new RequestObserver() {}, "id", "POST");
        request.edge(Operation.CHAT, "/v1/chat/completions");
        return request;
    }
}
