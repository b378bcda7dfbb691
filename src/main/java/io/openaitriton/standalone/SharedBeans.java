package io.openaitriton.standalone;

import io.openaitriton.admission.AccessControl;
import io.openaitriton.admission.ModelQueue;
import io.openaitriton.archive.ResponseStores;
import io.openaitriton.camel.TritonReplicas;
import io.openaitriton.exchange.Observations;
import io.openaitriton.page.PageMonitor;
import io.openaitriton.server.GatewayVertx;
import io.openaitriton.server.Shutdown;
import java.util.List;

/** Beans that all generations of the routes share. */
final class SharedBeans {
    /** Of Camel's tracer. */
    static final String TRACER = "openTelemetryTracer";
    /** Of Camel's tracer. */
    static final String PROPAGATORS = "openTelemetryPropagators";

    /** All names. */
    static final List<String> NAMES = List.of(
            TRACER,
            PROPAGATORS,
            GatewayVertx.NAME,
            Shutdown.NAME,
            AccessControl.NAME,
            ModelQueue.NAME,
            TritonReplicas.NAME,
            ResponseStores.NAME,
            Observations.OBSERVER,
            PageMonitor.NAME);

    private SharedBeans() {}
}
