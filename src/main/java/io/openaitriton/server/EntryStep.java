package io.openaitriton.server;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** A step before the routes. */
@FunctionalInterface
public interface EntryStep {
    /** Whether the request goes on to the next step; false if it is answered, or routed again. */
    boolean enter(RoutingContext context);

    /** Every request to a server takes these steps first. They are one handler, because Vert.x spends a microsecond on each. */
    static void install(Router server, List<EntryStep> steps) {
        EntryStep[] all = steps.toArray(EntryStep[]::new);
        server.route().order(Integer.MIN_VALUE).handler(context -> {
            for (EntryStep step : all) {
                if (!step.enter(context)) {
                    return;
                }
            }
            context.next();
        });
    }
}
