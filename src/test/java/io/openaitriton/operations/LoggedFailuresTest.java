package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import java.net.http.HttpResponse;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer of 500 refers to the log, which has the failure with the request's id. */
@ExtendWith(GatewayExtension.class)
class LoggedFailuresTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void aFailureWithinARouteIsLogged(Gateways gateways) {
        try (CapturedLog log = CapturedLog.open()) {
            GatewayServer gateway = gateways.start(main -> main.configure().addRoutesBuilder(new Broken()), NOWHERE);
            assertLogged(gateway.get("/v1/broken"), log);
        }
    }

    @Test
    void aFailureBeforeAnyRouteIsLogged(Gateways gateways) {
        try (CapturedLog log = CapturedLog.open()) {
            GatewayServer gateway = gateways.start(NOWHERE);
            gateway.context().getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                    .filter(VertxPlatformHttpRouter::isMainServer)
                    .forEach(server -> server.route("/v1/broken").handler(request -> {
                        throw new IllegalStateException("boom");
                    }));
            assertLogged(gateway.get("/v1/broken"), log);
        }
    }

    private static void assertLogged(HttpResponse<String> answer, CapturedLog log) {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"code\":\"internal_error\"").doesNotContain("boom");
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        assertThat(log.events())
                .filteredOn(line -> id.equals(line.getMDCPropertyMap().get("requestId")))
                .extracting(ILoggingEvent::getThrowableProxy)
                .anySatisfy(thrown -> assertThat(thrown.getMessage()).isEqualTo("boom"));
    }

    private static final class Broken extends RouteBuilder {
        @Override
        public void configure() {
            from("platform-http:/v1/broken")
                    .routeConfigurationId("openai-errors")
                    .process(exchange -> {
                        throw new IllegalStateException("boom");
                    });
        }
    }
}
