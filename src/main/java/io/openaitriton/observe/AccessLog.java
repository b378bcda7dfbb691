package io.openaitriton.observe;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.openaitriton.openai.Usage;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of JSON for each request that has ended, to the logger {@code openai-triton.access}; docs/operations.md has its fields. What
 * clients write is in it escaped, so that nobody can forge a line. A field that is not known is left out.
 */
public final class AccessLog implements RequestObserver {
    /** Name of the logger. */
    public static final String LOGGER = "openai-triton.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final Clock clock;
    private final boolean prompts;

    /** @param prompts true to tell what was sent to the model too */
    public AccessLog(Clock clock, boolean prompts) {
        this.clock = clock;
        this.prompts = prompts;
    }

    @Override
    public void ended(Observation request) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(request, clock.instant(), prompts));
        }
    }

    static String line(Observation request, Instant time, boolean prompts) {
        StringBuilder line =
                new StringBuilder(384).append("{\"time\":\"").append(time).append('"');
        text(line, "request_id", request.id());
        text(line, "key", request.key());
        text(line, "method", request.method());
        text(line, "route", request.operation().route());
        text(line, "model", request.model());
        text(line, "dialect", request.dialect());
        text(line, "upstream", request.upstream());
        line.append(",\"stream\":").append(request.stream());
        if (request.status() != 0) {
            line.append(",\"status\":").append(request.status());
        }
        text(line, "outcome", request.outcome().label());
        if (request.failure() != null) {
            text(line, "error", request.failure().response().error().code());
        }
        Usage usage = request.usage();
        if (usage != null) {
            line.append(",\"prompt_tokens\":").append(usage.promptTokens());
            line.append(",\"completion_tokens\":").append(usage.completionTokens());
        }
        if (request.toFirstToken() != 0) {
            millis(line, "first_token_ms", request.toFirstToken());
        }
        millis(line, "total_ms", request.duration());
        if (prompts) {
            text(line, "prompt", request.prompt());
        }
        return line.append('}').toString();
    }

    private static void text(StringBuilder line, String name, String value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(value, line);
            line.append('"');
        }
    }

    /** With three digits after the point, and no locale or floating point in it. */
    private static void millis(StringBuilder line, String name, long nanos) {
        long micros = nanos / 1000;
        long rest = micros % 1000;
        line.append(",\"")
                .append(name)
                .append("\":")
                .append(micros / 1000)
                .append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".");
        line.append(rest);
    }
}
