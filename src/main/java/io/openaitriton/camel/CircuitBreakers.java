package io.openaitriton.camel;

import java.util.function.BooleanSupplier;
import org.apache.camel.Navigate;
import org.apache.camel.Processor;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.util.ObjectHelper;

/** Camel's circuit breakers within the steps of a route. */
final class CircuitBreakers {
    private CircuitBreakers() {}

    /** Tells whether the first one within a step is open; where there is none, or no library for them, it never is. */
    static BooleanSupplier within(Processor step) {
        // loaded only where it is there
        if (ObjectHelper.loadClass("org.apache.camel.component.resilience4j.ResilienceProcessor") == null) {
            return () -> false;
        }
        return Resilience4j.within(step);
    }

    private static final class Resilience4j {
        private static BooleanSupplier within(Processor step) {
            ResilienceProcessor found = find(step);
            return found == null
                    ? () -> false
                    : () -> found.getCircuitBreakerState().endsWith("OPEN")
                            && !found.getCircuitBreakerState().equals("HALF_OPEN");
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
