package io.openaitriton.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.call.Failures;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.util.function.Supplier;

/**
 * Reads the configuration of a model, {@code GET /v2/models/<model>/config}.
 *
 * @param timeout timeout of the whole request, in milliseconds
 */
public record ModelConfiguration(Supplier<TritonLookup> lookup, String model, int timeout) {

    /** @throws TritonException when it cannot be read */
    public JsonNode read(String url) {
        TritonLookup.Answer answer;
        try {
            answer = lookup.get().get(url, model, "config", timeout);
        } catch (Exception e) {
            throw new TritonException(Kind.UNREACHABLE, "the model's configuration cannot be read", e);
        }
        if (answer.status() != 200) {
            throw refused(answer.status(), answer.body());
        }
        try {
            return OpenAiJson.mapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw unreadable("it is not JSON", e);
        }
    }

    /** Whether the model is gone, so that a different one may appear; false if it only could not be read. */
    static boolean isAway(TritonException failure) {
        return switch (failure.kind()) {
            case UNKNOWN_MODEL -> true;
            case NOT_READY -> failure.getCause() == null;
            case UNREACHABLE -> Failures.kindOf(failure.getCause()) == Kind.UNREACHABLE;
            default -> false;
        };
    }

    private static TritonException refused(int status, String body) {
        TritonException failure = GenerateAnswer.failure(status, body);
        boolean plain = failure.kind() == Kind.UNKNOWN_MODEL || failure.kind() == Kind.NOT_READY;
        return plain ? failure : unreadable(failure.getMessage(), failure);
    }

    private static TritonException unreadable(String why, Exception cause) {
        return new TritonException(
                Kind.NOT_READY,
                "its configuration cannot be read (" + why + "); set 'dialect' in its definition to avoid the lookup",
                cause);
    }
}
