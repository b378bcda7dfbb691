package io.openaitriton.failover;

import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.util.ObjectHelper;

/** Camel's circuit breakers in routes. */
public final class CircuitBreakers {
    private CircuitBreakers() {}

    /** Shows whether the first circuit breaker in a route is open; never if there is no breaker, no such route yet, or no library for them. */
    public static BooleanSupplier within(CamelContext context, String route) {
        // loaded only if it is present
        if (ObjectHelper.loadClass("org.apache.camel.component.resilience4j.ResilienceProcessor") == null) {
            return () -> false;
        }
        return new Resilience4j(context, route);
    }

    private static final class Resilience4j implements BooleanSupplier {
        private final CamelContext context;
        private final String route;
        private volatile ResilienceProcessor breaker;

        private Resilience4j(CamelContext context, String route) {
            this.context = context;
            this.route = route;
        }

        @Override
        public boolean getAsBoolean() {
            ResilienceProcessor known = breaker;
            if (known == null) {
                Route started = context.getRoute(route);
                known = started == null ? null : find(started.navigate());
                breaker = known;
            }
            return known != null
                    && known.getCircuitBreakerState().endsWith("OPEN")
                    && !known.getCircuitBreakerState().equals("HALF_OPEN");
        }

        private static ResilienceProcessor find(Object step) {
            if (step instanceof ResilienceProcessor breaker) {
                return breaker;
            }
            if (step instanceof Navigate<?> steps && steps.hasNext()) {
                for (Object next : steps.next()) {
                    ResilienceProcessor found = find(next);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }
    }
}
