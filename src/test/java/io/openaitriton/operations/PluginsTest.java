package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.Gateway;
import io.openaitriton.call.JsonEntity;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.Gateways;
import io.openaitriton.triton.GenerateRequest;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Camel finds the gateway's plug-ins, whoever started it. */
@ExtendWith(GatewayExtension.class)
class PluginsTest {
    @Test
    void pluginsAreSearchedBesideTheGateway(Gateways gateways) {
        CamelContext context = gateways.shared().context();

        // camel:run's system loader does not have the gateway's classes
        assertThat(context.getApplicationContextClassLoader()).isSameAs(Gateway.class.getClassLoader());
        assertThat(context.getTypeConverterRegistry().lookup(JsonEntity.class, GenerateRequest.class))
                .isNotNull();
    }
}
