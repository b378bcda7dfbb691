package io.openaitriton.observe;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.openaitriton.generation.Usage;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line of JSON for each ended request to the logger {@code openai-triton.access}; docs/operations.md has its fields.
 * Client text is escaped, so that it cannot forge a line. Unknown fields are left out.
 */
public final class AccessLog implements RequestObserver {
    /** Name of the logger. */
    public static final String LOGGER = "openai-triton.access";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final Clock clock;
    private final boolean prompts;
    private volatile Second second = new Second(Long.MIN_VALUE, "");

    /** @param prompts true to include what was sent to the model */
    public AccessLog(Clock clock, boolean prompts) {
        this.clock = clock;
        this.prompts = prompts;
    }

    @Override
    public void ended(Observation request) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(request));
        }
    }

    String line(Observation request) {
        StringBuilder line = new StringBuilder(512).append("{\"time\":\"");
        time(line, clock.millis());
        text(line, "request_id", request.id());
        text(line, "key", request.key());
        text(line, "method", request.method());
        text(line, "route", request.route());
        text(line, "model", request.model());
        text(line, "dialect", request.dialect());
        text(line, "upstream", request.upstream());
        text(line, "replica_reason", request.replica().reason());
        if (request.replica().matched() >= 0) {
            share(line, "prefix_share", request.replica().matched());
        }
        if (request.replica().cacheHit() != null) {
            share(line, "kv_cache_hit_rate", request.replica().cacheHit());
        }
        line.append(",\"stream\":").append(request.stream());
        if (request.status() != 0) {
            line.append(",\"status\":").append(request.status());
        }
        text(line, "outcome", request.outcome().label());
        if (request.failure() != null) {
            text(line, "error", request.failure().code());
        }
        Usage usage = request.usage();
        if (usage != null) {
            line.append(",\"prompt_tokens\":").append(usage.promptTokens());
            line.append(",\"completion_tokens\":").append(usage.completionTokens());
        }
        if (request.times().toFirstToken() != 0) {
            millis(line, "first_token_ms", request.times().toFirstToken());
        }
        millis(line, "total_ms", request.times().duration());
        if (prompts) {
            text(line, "prompt", Objects.toString(request.prompt(), null));
        }
        return line.append('}').toString();
    }

    /** ISO 8601 in milliseconds, UTC. Formatting a date is slow, so it is done once a second. */
    private void time(StringBuilder line, long millis) {
        long epochSecond = Math.floorDiv(millis, 1000L);
        Second now = second;
        if (now.epoch() != epochSecond) {
            String text = Instant.ofEpochSecond(epochSecond).toString();
            now = new Second(epochSecond, text.substring(0, text.length() - 1));
            second = now;
        }
        line.append(now.text()).append('.');
        thousandths(line, Math.floorMod(millis, 1000L));
        line.append("Z\"");
    }

    private static void text(StringBuilder line, String name, String value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(value, line);
            line.append('"');
        }
    }

    private static void share(StringBuilder line, String name, double share) {
        long parts = Math.round(share * 1000);
        line.append(",\"").append(name).append("\":").append(parts / 1000).append('.');
        thousandths(line, parts % 1000);
    }

    /** With three digits after the point. */
    private static void millis(StringBuilder line, String name, long nanos) {
        long micros = nanos / 1000;
        line.append(",\"").append(name).append("\":").append(micros / 1000).append('.');
        thousandths(line, micros % 1000);
    }

    private static void thousandths(StringBuilder line, long part) {
        line.append((char) ('0' + part / 100))
                .append((char) ('0' + part / 10 % 10))
                .append((char) ('0' + part % 10));
    }

    private record Second(long epoch, String text) {}
}
