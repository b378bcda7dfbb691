package io.openaitriton.junit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.observe.AccessLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Collects the lines of the access log while it is open. */
public final class AccessLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
    private final Appender<ILoggingEvent> console = logger.getAppender("access");

    public static AccessLines open() {
        AccessLines lines = new AccessLines();
        lines.start();
        lines.logger.setAdditive(false);
        // not on the console too
        if (lines.console != null) {
            lines.logger.detachAppender(lines.console);
        }
        lines.logger.addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getFormattedMessage());
    }

    public List<String> lines() {
        return lines;
    }

    /** One of the lines, from 0. */
    public JsonNode line(int index) {
        return parse(lines.get(index));
    }

    /** The line of one request, or null. */
    public JsonNode of(String requestId) {
        return lines.stream()
                .map(AccessLines::parse)
                .filter(line -> line.path("request_id").asText().equals(requestId))
                .findFirst()
                .orElse(null);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        if (console != null) {
            logger.addAppender(console);
        }
        stop();
    }
}
