package io.openaitriton.live;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Captures all log events: at WARN and above, unless another level is set. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Level level;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    private CapturedLog(Level level) {
        this.level = level;
    }

    public static CapturedLog open() {
        return open(Level.WARN);
    }

    public static CapturedLog open(Level level) {
        CapturedLog log = new CapturedLog(level);
        log.start();
        log.root.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(level)) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    }

    public List<ILoggingEvent> events() {
        return events;
    }

    void clear() {
        events.clear();
    }

    public List<String> messages() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
