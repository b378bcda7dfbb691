package io.openaitriton.standalone;

import io.openaitriton.observe.AccessLog;
import io.openaitriton.observe.RequestMetrics;
import io.openaitriton.observe.RequestObserver;
import io.openaitriton.observe.RequestObservers;
import io.openaitriton.observe.trace.RequestTraces;
import io.openaitriton.page.PageMonitor;
import io.openaitriton.standalone.trace.Traces;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The observers of the gateway, according to the settings: metrics and health on the management port, the access log and traces. */
final class Observers {
    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final Management management;
    private final AutoCloseable traces;
    private final RequestObserver requests;

    /**
     * @param page null if the gateway has none
     * @param serving the context of the running routes
     */
    Observers(Main main, Settings settings, PageMonitor page, Supplier<CamelContext> serving) {
        List<RequestObserver> observers = new ArrayList<>();
        management =
                settings.integer("gateway.management-port", 0) == 0 ? null : new Management(main, settings, serving);
        if (management != null) {
            observers.add(new RequestMetrics(management.meters()));
        }
        String log = settings.oneOf("gateway.access-log", "off", "on", "prompts");
        if (!log.equals("off")) {
            observers.add(new AccessLog(Clock.systemUTC(), log.equals("prompts")));
        }
        if (page != null) {
            observers.add(page);
        }
        if (settings.bool("gateway.traces")) {
            observers.add(new RequestTraces());
            traces = Traces.configure(main.getCamelContext(), SharedBeans.TRACER, SharedBeans.PROPAGATORS);
        } else {
            traces = null;
        }
        requests = RequestObservers.of(observers);
    }

    /** The observer of requests. */
    RequestObserver requests() {
        return requests;
    }

    /** After Camel made the management server. */
    void serve() {
        if (management != null) {
            management.serveMetrics();
        }
    }

    /** After all models are defined. */
    void start() {
        if (management != null) {
            management.start();
        }
    }

    /** The shutdown begins: the gateway is no longer ready. */
    void stopping() {
        if (management != null) {
            management.readiness().stopping();
        }
    }

    void close() {
        if (management != null) {
            management.stop();
        }
        try {
            if (traces != null) {
                traces.close();
            }
        } catch (Exception e) {
            LOG.warn("Cannot send the last spans", e);
        }
    }
}
