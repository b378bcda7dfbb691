package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests of agents for a model whose chat template refuses some of their fields. */
class ResponsesCallTest {
    /** Knows no effort, and takes instructions at the beginning only. */
    private static final PromptTemplate STRICT = new PromptTemplate(
            new TemplateSource(
                    "strict",
                    "strict.jinja",
                    "{% for m in messages %}{% if m.role == 'system' and not loop.first %}{{ raise_exception('no') }}{% endif %}"
                            + "{{ m.role }}:{{ m.content }} {% endfor %}",
                    null,
                    Map.of(),
                    List.of()),
            PromptSettings.DEFAULT);

    @Test
    void effortIsDroppedAndALaterSystemMessageBecomesTheUsers() throws Exception {
        Generation generation = read("""
            {"instructions": "i", "reasoning": {"effort": "high"},
             "input": [{"role": "user", "content": "a"}, {"role": "system", "content": "b"}]}\
            """);
        assertThat(generation.prompt().text()).hasToString("system:i user:a user:b ");
    }

    @Test
    void anAnswerMayBeAsLongAsTheContextAllowsUnlessTheRequestSaysOtherwise() throws Exception {
        assertThat(read("{\"input\": \"a\"}").sampling().maxTokens()).isEqualTo(1 << 20);
        assertThat(read("{\"input\": \"a\", \"max_output_tokens\": 7}")
                        .sampling()
                        .maxTokens())
                .isEqualTo(7);
    }

    @Test
    void hostedToolsAreRefusedIfTheOperatorWantsThat() {
        assertThatThrownBy(() -> call("{\"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}]}", true))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("tools[0].type"));
    }

    /** Clients send the same tools with each request, and the second finds what was made of them. */
    @Test
    void aToolAtFaultIsNamedInEachRequest() {
        String json =
                "{\"input\": \"a\", \"tools\": [{\"type\": \"web_search\"}, {\"type\": \"function\", \"name\": \"f\", \"description\": \""
                        + "what it does ".repeat(300) + "\", \"parameters\": {\"type\": 7}}]}";
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> call(json, false))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.param()).startsWith("tools[1].parameters"));
            assertThatThrownBy(() -> call(json, true))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.param()).isEqualTo("tools[0].type"));
        }
    }

    private static Generation read(String json) throws IOException {
        RequestContext context = new RequestContext(
                STRICT,
                new ModelProfile(new SamplingDefaults(0.7, 0.95, 100)),
                Dialects.named("vllm", DialectOptions.DEFAULT));
        return call(json, false).toGeneration(context);
    }

    private static ResponsesCall call(String json, boolean refuseHosted) throws IOException {
        return ResponsesCall.of(
                OpenAiJson.mapper().readValue(json.getBytes(StandardCharsets.UTF_8), ResponsesRequest.class),
                100,
                false,
                refuseHosted);
    }
}
