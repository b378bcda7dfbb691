package io.openaitriton.camel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged at WARN and above, by anyone. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();

    private CapturedLog() {
        super("captured", null, null, true, Property.EMPTY_ARRAY);
    }

    static CapturedLog open() {
        CapturedLog log = new CapturedLog();
        log.start();
        log.root.addAppender(log);
        return log;
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
            events.add(event.toImmutable());
        }
    }

    List<LogEvent> events() {
        return events;
    }

    void clear() {
        events.clear();
    }

    List<String> messages() {
        return events.stream()
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        root.removeAppender(this);
        stop();
    }
}
