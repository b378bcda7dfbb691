package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.completions.CompletionRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.TypeConversionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** The defaults for a host that uses the beans without the routes. */
class DefinitionDefaultsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    @Test
    void areThePackagedOnesWithoutSettings() {
        TritonModel alone = model(null);
        assertThat(alone.getTemplate()).isEqualTo("llama-3.1");
        assertThat(alone.getMaxTokens()).isEqualTo("100");
        assertThat(alone.profile().defaults().temperature()).isEqualTo(0.7);
        assertThat(model(context).getTemplate()).isEqualTo("llama-3.1");
    }

    @Test
    void areTheSettingsOfTheContext() {
        context.getPropertiesComponent().addOverrideProperty("openai.template", "chatml");
        context.getPropertiesComponent().addOverrideProperty("openai.max-tokens", "context");
        context.getPropertiesComponent().addOverrideProperty("openai.temperature", "0.2");
        TritonModel model = model(context);
        assertThat(model.getTemplate()).isEqualTo("chatml");
        assertThat(model.getMaxTokens()).isEqualTo("context");
        assertThat(model.profile().defaults().temperature()).isEqualTo(0.2);
    }

    @Test
    void aSettingThatIsNotANumberIsNamed() {
        context.getPropertiesComponent().addOverrideProperty("openai.top-p", "most");
        assertThatThrownBy(() -> model(context)).hasMessageContaining("'openai.top-p'", "'most'");
    }

    /** Such a route would not check whether the client may use the model. */
    @Test
    void aRouteWithoutItsFirstStepSendsNothing() {
        assertThatThrownBy(() -> model(context).toGenerate(null, new DefaultExchange(context)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'begin'");
    }

    @Test
    void messageBodiesAreConvertedToRequests() {
        context.start();
        String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        Map<String, Object> map = Map.of("messages", List.of(Map.of("role", "user", "content", "hi")));
        ChatCompletionRequest expected = convert(map, ChatCompletionRequest.class);
        assertThat(expected.messages()).hasSize(1);
        for (Object body : bodies(chat)) {
            assertThat(convert(body, ChatCompletionRequest.class)).isEqualTo(expected);
        }
        CompletionRequest text = convert(Map.of("prompt", "hi"), CompletionRequest.class);
        for (Object body : bodies("{\"prompt\":\"hi\"}")) {
            assertThat(convert(body, CompletionRequest.class)).isEqualTo(text);
        }
        assertThatThrownBy(() -> convert("{", ChatCompletionRequest.class)).isInstanceOf(TypeConversionException.class);
    }

    private static List<Object> bodies(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return List.of(json, bytes, new ByteArrayInputStream(bytes));
    }

    private <T> T convert(Object body, Class<T> type) {
        try {
            return context.getTypeConverter().mandatoryConvertTo(type, body);
        } catch (org.apache.camel.NoTypeConversionAvailableException e) {
            throw new AssertionError(e);
        }
    }

    private static TritonModel model(DefaultCamelContext context) {
        TritonModel model = new TritonModel();
        if (context != null) {
            model.setCamelContext(context);
        }
        model.setModel("m");
        model.setUrl("http://127.0.0.1:1");
        model.start();
        return model;
    }
}
