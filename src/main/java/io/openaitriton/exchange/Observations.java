package io.openaitriton.exchange;

import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.observe.RequestObserver;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/** The observation of the request that an exchange belongs to. */
public final class Observations {
    /** The MDC key of the request id in log lines. */
    public static final String REQUEST_ID = "requestId";

    /** Name of the bean that observes requests, a {@link RequestObserver}; without it nothing does. */
    public static final String OBSERVER = "gatewayObserver";

    private static final String PROPERTY = "openaiObservation";

    private Observations() {}

    /** The observation of an exchange; a dummy if another application has the edge. */
    public static Observation of(Exchange exchange) {
        Observation observation = exchange.getProperty(PROPERTY, Observation.class);
        if (observation == null) {
            observation = Observation.unobserved();
            exchange.setProperty(PROPERTY, observation);
        }
        return observation;
    }

    /** Attaches it to the exchange, and its id to everything that this thread logs from now on. */
    public static void begin(Observation observation, Exchange exchange) {
        exchange.setProperty(PROPERTY, observation);
        edge(observation, exchange);
        MDC.put(REQUEST_ID, observation.id());
    }

    /** Sets the operation of the edge. */
    private static void edge(Observation observation, Exchange exchange) {
        String operation = exchange.getProperty(OpenAiProperties.OPERATION, String.class);
        String path = operation == null ? null : Edges.path(exchange.getFromEndpoint());
        if (path != null) {
            observation.edge(Operation.of(operation), path);
        }
    }

    /** Sets the user, if the routes know it. */
    public static void key(Observation observation, Exchange exchange) {
        String name = exchange.getProperty(OpenAiProperties.KEY_NAME, String.class);
        if (name != null) {
            observation.key(name);
        }
    }

    /** The routes have made the answer. */
    public static void answered(Exchange exchange) {
        Observation observation = of(exchange);
        if (observation.isObserved()) {
            key(observation, exchange);
            observation.answered();
        }
    }
}
