package io.openaitriton.call;

import io.openaitriton.triton.TritonException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpMessage;

/** The header {@code Retry-After}, RFC 9110 10.2.3: seconds, or a date. */
public final class RetryAfter {
    public static final String HEADER = "Retry-After";

    private static final int MAX_SECONDS = 3600;

    private RetryAfter() {}

    /** The seconds in an answer's header, at most an hour; 0 if it has none that can be parsed. */
    public static int seconds(HttpMessage answer) {
        Header header = answer.getFirstHeader(HEADER);
        return header == null || header.getValue() == null
                ? 0
                : seconds(header.getValue().strip(), Instant.now());
    }

    public static int seconds(String value, Instant now) {
        if (value.matches("[0-9]+")) {
            return value.length() > 4 ? MAX_SECONDS : Math.min(Integer.parseInt(value), MAX_SECONDS);
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return (int) Math.max(0, Math.min(Duration.between(now, then).toSeconds(), MAX_SECONDS));
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** The value for the client after a failure: that of Triton or of a proxy in front of it, else one second. */
    public static int of(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof TritonException triton && triton.retryAfter() > 0) {
                return triton.retryAfter();
            }
        }
        return 1;
    }
}
