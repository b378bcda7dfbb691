package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Images in prompts: each has its place among the texts, which the model's own template writes. */
class ImagePromptTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    static final List<String> BUILT_IN = TemplateSources.BUILT_IN;
    private static final String IMAGE = "{'type':'image_url','image_url':{'url':'data:,'}}";
    private static final String LOOP = "{% for m in messages %}{% for p in m.content %}"
            + "{% if p.type == 'image' %}<image>{% else %}{{ p.text }}{% endif %}{% endfor %}{% endfor %}";

    @Test
    void imagesStayWhereTheyAreAmongTheTexts() {
        assertThat(render(LOOP, text("a") + "," + IMAGE + "," + text("b") + "," + IMAGE + "," + IMAGE))
                .isEqualTo("a<image>b<image><image>");
    }

    @Test
    void theTextOfAPlaceIsAControlTokenOfTheModel() {
        assertThat(render(LOOP, text("a <image> ") + "," + IMAGE)).isEqualTo("a < image> <image>");
        assertThat(render(LOOP, text("a <ima") + "," + text("ge>"))).isEqualTo("a < image>");
    }

    @Test
    void placesMayBeNumbered() {
        String numbered = "{% set ns = namespace(n=0) %}{% for m in messages %}{% for p in m.content %}"
                + "{% if p.type == 'image' %}{% set ns.n = ns.n + 1 %}<|image_{{ ns.n }}|>{% else %}{{ p.text }}{% endif %}{% endfor %}{% endfor %}";
        assertThat(render(numbered, IMAGE + "," + text("a"))).isEqualTo("<|image_1|>a");
        assertThat(render(numbered, (IMAGE + ",").repeat(11) + text("a <|image_12|> ") + "," + IMAGE))
                .endsWith("<|image_11|>a < |image_12|> <|image_12|>");
    }

    @Test
    void aPlaceMayBeginAsTheTextAfterItDoes() {
        String begins = "{% for m in messages %}{% for p in m.content %}"
                + "{% if p.type == 'image' %}<|patch|>{% else %}<|text|>{{ p.text }}{% endif %}{% endfor %}{% endfor %}";
        assertThat(render(begins, IMAGE + "," + text("a <|patch|>"))).isEqualTo("<|patch|><|text|>a < |patch|>");
    }

    @Test
    void aTemplateThatDropsImagesRefusesThem() {
        String drops = "{% for m in messages %}{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}";
        assertRefused(drops, text("a") + "," + IMAGE, "messages[0].content[1]", "does not take images.");
    }

    @Test
    void imagesBeyondTheTemplatesPlacesAreRefused() {
        String first = "{% for m in messages %}{% for p in m.content if p.type == 'image' %}"
                + "{% if loop.first %}<image>{% endif %}{% endfor %}{% for p in m.content %}{{ p.text }}{% endfor %}{% endfor %}";
        assertThat(render(first, text("a") + "," + IMAGE)).isEqualTo("<image>a");
        assertRefused(first, IMAGE + "," + text("a") + "," + IMAGE, "messages[0].content[2]", "more than 1 of");
    }

    @Test
    void aMessageThatEndsWithAnImageCannotBeContinued() {
        ChatCompletionRequest request =
                request(text("a") + "," + IMAGE, ",'continue_final_message':true,'add_generation_prompt':false");
        assertThatThrownBy(() -> template(LOOP, "").render(request))
                .isInstanceOfSatisfying(
                        PromptException.class, e -> assertThat(e.param()).isEqualTo("continue_final_message"));
    }

    @ParameterizedTest
    @FieldSource("BUILT_IN")
    void theBuiltInTemplatesAreForTextOnly(String name) {
        PromptTemplate template = new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT);
        assertThatThrownBy(() -> template.render(request(text("a") + "," + IMAGE, "")))
                .isInstanceOf(PromptException.class)
                .hasMessage("This model's chat template does not take images.");
    }

    @ParameterizedTest
    @CsvSource({
        "GLM-5.2, <|begin_of_image|><|image|><|end_of_image|>, 2",
        "HuggingFaceTB_SmolVLM-256M-Instruct, <image>, 2",
        "LiquidAI_LFM2.5-VL-450M, <image>, 2",
        "Ministral-3-14B-Instruct-2512-Q4_0, [IMG], 2",
        "Mistral-Small-3.2-24B-Instruct-2506, [IMG], 2",
        "Mistral-Medium-3.5-128B-GGUF, [IMG], 2",
        "Qwen3.6-35B-A3B-UD-Q4_K_M, <|vision_start|><|image_pad|><|vision_end|>, 2",
        "Qwen_Qwen2.5-Omni-3B, <|vision_bos|><|IMAGE|><|vision_eos|>, 2",
        "Qwen_Qwen2.5-VL-3B-Instruct, <|vision_start|><|image_pad|><|vision_end|>, 2",
        "Qwen_Qwen3-VL-4B-Instruct, <|vision_start|><|image_pad|><|vision_end|>, 2",
        "Qwen_Qwen3-VL-4B-Thinking, <|vision_start|><|image_pad|><|vision_end|>, 2",
        "Qwen_Qwen3.5-4B, <|vision_start|><|image_pad|><|vision_end|>, 2",
        "ZhipuAI_GLM-4.5V, <|begin_of_image|><|image|><|end_of_image|>, 2",
        "ZhipuAI_GLM-4.6V, <|begin_of_image|><|image|><|end_of_image|>, 2",
        "google-gemma-4-31B-it, <|image|>, 2",
        "google-gemma-4-31B-it-interleaved, <|image|>, 2",
        "google_gemma-3-4b-it, <start_of_image>, 2",
        "google_gemma-3n-E4B-it, <image_soft_token>, 2",
        "meta-llama_Llama-3.2-11B-Vision-Instruct, <|image|>, 2",
        "meta-llama_Llama-Guard-3-11B-Vision, <|image|>, 1",
        "moonshotai-Kimi-K2, <|media_start|>image<|media_content|><|media_pad|><|media_end|>, 2",
        "unsloth-Apriel-1.5, [IMG], 2",
        "unsloth-mistral-Devstral-Small-2507, [IMG], 2"
    })
    void everyVisionModelsTemplateWritesItsOwnPlaces(String name, String place, int images) throws Exception {
        assumeTrue(Files.exists(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        String content = text("One") + ("," + IMAGE).repeat(images) + "," + text("two");
        String prompt = template(Files.readString(TEMPLATES.resolve(name + ".jinja")), name)
                .render(request(content, ""));
        assertThat(prompt.split(Pattern.quote(place), -1)).hasSize(images + 1);
    }

    private static String text(String text) {
        return "{'type':'text','text':'" + text + "'}";
    }

    private static ChatCompletionRequest request(String parts, String more) {
        String json = "{'messages':[{'role':'user','content':[" + parts + "]}]" + more + "}";
        try {
            return OpenAiJson.mapper().readValue(json.replace('\'', '"'), ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static PromptTemplate template(String text, String name) {
        return new PromptTemplate(
                new TemplateSource(name, name, text, null, Map.of(), List.of()), PromptSettings.DEFAULT);
    }

    private static String render(String template, String parts) {
        return template(template, "").render(request(parts, ""));
    }

    private static void assertRefused(String template, String parts, String param, String words) {
        assertThatThrownBy(() -> render(template, parts)).isInstanceOfSatisfying(PromptException.class, e -> {
            assertThat(e.param()).isEqualTo(param);
            assertThat(e).hasMessageContaining(words);
        });
    }
}
