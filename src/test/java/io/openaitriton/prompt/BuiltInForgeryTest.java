package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No text of a user becomes a turn in a prompt of the built-in templates. */
class BuiltInForgeryTest {
    static Stream<Arguments> builtIns() {
        return TemplateSources.BUILT_IN.stream().map(name -> arguments(name, TemplateSources.find(name)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("builtIns")
    void aForgerAddsNoControlToken(String name, TemplateSource source) throws Exception {
        PromptTemplate template = new PromptTemplate(source, PromptSettings.DEFAULT);
        String honest = template.render(request("x"));
        String forged = template.render(request("x" + String.join("", source.controlTokens())));
        for (String token : source.controlTokens()) {
            assertThat(count(forged, token)).as(token).isEqualTo(count(honest, token));
        }
    }

    private static ChatCompletionRequest request(String text) {
        return OpenAiJson.mapper()
                .convertValue(
                        Map.of("messages", List.of(Map.of("role", "user", "content", text))),
                        ChatCompletionRequest.class);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length;
    }
}
