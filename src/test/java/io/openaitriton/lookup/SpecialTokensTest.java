package io.openaitriton.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.Writing;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialTokensTest {
    private static final String INPUTS = "\"input\":[{\"name\":\"max_tokens\"},{\"name\":\"stop_words\"}]";
    private static final String ENSEMBLE = "{" + INPUTS + ",\"ensemble_scheduling\":{\"step\":["
            + "{\"model_name\":\"core\",\"output_map\":{\"output_ids\":\"_TOKENS\"}},"
            + "{\"model_name\":\"post\",\"output_map\":{\"OUTPUT\":\"text_output\"}}]}}";
    private static final ResponseFormat KIMI = new ResponseFormat(ResponseTemplates.tools("kimi_k2"), null);

    private final Map<String, String> configs = new HashMap<>(Map.of("m", ENSEMBLE));
    private final List<String> asked = new ArrayList<>();
    private final List<Runnable> background = new ArrayList<>();

    /** What is logged while the configuration is read some times. */
    private List<String> warnings(ResponseFormat format, int times) {
        SpecialTokens tokens = new SpecialTokens("m", Writing.hasSpecialTokens(format), this::config, this::polls);
        try (CapturedLog log = CapturedLog.open()) {
            for (int i = 0; i < times; i++) {
                assertThat(tokens.read("http://t")).isNotNull();
                background.forEach(Runnable::run);
                background.clear();
            }
            return log.messages();
        }
    }

    private JsonNode config(String url, String model) {
        asked.add(model);
        if (!configs.containsKey(model)) {
            throw new TritonException(Kind.UNKNOWN_MODEL, "unknown", null);
        }
        try {
            return OpenAiJson.mapper().readTree(configs.get(model));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private PollSchedule polls() {
        return new PollSchedule() {
            @Override
            public void every(BooleanSupplier read, Runnable done) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void after(long millis, Runnable read) {
                background.add(read);
            }
        };
    }

    private static String postprocessing(String parameters) {
        return "{\"parameters\":{\"tokenizer_dir\":{\"string_value\":\"/t\"}" + parameters + "}}";
    }

    private static String skips(String value) {
        return ",\"skip_special_tokens\":{\"string_value\":\"" + value + "\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"True", "true", "1", "${skip_special_tokens}"})
    void postprocessingThatLeavesTheMarksOutIsWarnedAboutOnce(String value) {
        configs.put("post", postprocessing(skips(value)));
        assertThat(warnings(KIMI, 3))
                .singleElement()
                .asString()
                .contains("m at http://t", "skip_special_tokens", "post");
        assertThat(asked).containsExactly("m", "post", "m", "m");
    }

    @Test
    void specialTokensAreLeftOutByDefault() {
        configs.put("post", postprocessing(""));
        assertThat(warnings(KIMI, 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"False", "false", "0"})
    void postprocessingThatKeepsThemIsNot(String value) {
        configs.put("post", postprocessing(skips(value)));
        assertThat(warnings(KIMI, 1)).isEmpty();
    }

    @Test
    void aBlsModelUsesTheOneWithTheUsualName() {
        configs.put("m", "{" + INPUTS + "}");
        configs.put("postprocessing", postprocessing(skips("True")));
        assertThat(warnings(KIMI, 1)).singleElement().asString().contains("of the model postprocessing");
    }

    @Test
    void otherOrUnreadableConfigurationsCauseNoWarning() {
        assertThat(warnings(KIMI, 1)).isEmpty();
        configs.put("post", "{\"parameters\":{}}");
        assertThat(warnings(KIMI, 1)).isEmpty();
        configs.put("m", "{\"input\":[{\"name\":\"sampling_parameters\"}]}");
        asked.clear();
        assertThat(warnings(KIMI, 1)).isEmpty();
        assertThat(asked).containsExactly("m");
    }

    @ParameterizedTest
    @CsvSource({"hermes, think, 0", "mistral, , 1", "qwen3_coder, think, 0", "hermes, harmony, 1", ", , 0"})
    void plainTextMarksNeedNoSpecialTokens(String tools, String reasoning, int expected) {
        configs.put("post", postprocessing(skips("True")));
        ResponseFormat format = new ResponseFormat(
                tools == null ? null : ResponseTemplates.tools(tools),
                reasoning == null ? null : ResponseTemplates.reasoning(reasoning));
        assertThat(warnings(format, 1)).hasSize(expected);
    }

    @Test
    void aMissingModelIsReportedAsBefore() {
        configs.clear();
        SpecialTokens tokens = new SpecialTokens("m", true, this::config, this::polls);
        assertThatThrownBy(() -> tokens.read("http://t")).isInstanceOf(TritonException.class);
    }
}
