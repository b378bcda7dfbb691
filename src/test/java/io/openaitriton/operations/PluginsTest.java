package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.Gateway;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
import io.openaitriton.call.JsonEntity;
import io.openaitriton.camel.EmbeddingModel;
import io.openaitriton.camel.RerankModel;
import io.openaitriton.camel.TritonModel;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.Gateways;
import io.openaitriton.model.ServedModel;
import io.openaitriton.triton.GenerateRequest;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.TypeConverterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /** As in camel:run of an application of your own. */
    @ParameterizedTest
    @MethodSource("models")
    void aModelNeedsNoPlugin(ServedModel model) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            context.setApplicationContextClassLoader(ClassLoader.getPlatformClassLoader());
            context.start();
            TypeConverterRegistry converters = context.getTypeConverterRegistry();
            assertThat(converters.lookup(JsonEntity.class, GenerateRequest.class))
                    .isNull();

            model.setCamelContext(context);
            model.setModel("m");
            model.setUrl("http://127.0.0.1:1");
            model.start();

            assertThat(converters.lookup(JsonEntity.class, GenerateRequest.class))
                    .isNotNull();
            assertThat(converters.lookup(ChatCompletionRequest.class, String.class))
                    .isNotNull();
            assertThat(converters.lookup(EmbeddingsRequest.class, Map.class)).isNotNull();
        }
    }

    static List<ServedModel> models() {
        return List.of(new TritonModel(), new EmbeddingModel(), new RerankModel());
    }
}
