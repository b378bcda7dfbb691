package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.template.TemplateLimits;
import io.openaitriton.template.TemplateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requests as clients write them, through the templates of 145 models, against what transformers renders. */
class PromptCorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CORPUS = Path.of("../shared/chat-templates");
    private static final String DROPS = "is not supported by this model's chat template.";
    private static final Clock NOON =
            Clock.fixed(LocalDateTime.of(2025, 7, 10, 12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);

    /** Here the gateway differs on purpose: null content is empty, arguments are objects, lists of texts are joined. */
    private static final Set<String> SHAPED = Set.of(
            "tool_roundtrip_str_null_gen", "tool_roundtrip_str_gen", "content_parts_gen", "jinjacpp", "hfjs_e2e");

    /** They write no content that is a string, so that the gateway gives them a part. */
    private static final Set<String> PARTS_ONLY =
            Set.of("HuggingFaceTB_SmolVLM-256M-Instruct", "meta-llama_Llama-Guard-3-11B-Vision");

    /** It writes a result that is a string letter by letter, so that the gateway gives it a part. */
    private static final String LETTERS = "CohereLabs_command-a-reasoning-08-2025";

    private final Map<String, PromptTemplate> templates = new TreeMap<>();
    private int same;
    private int refused;

    @Test
    void aRequestBecomesThePromptThatTransformersRenders() throws Exception {
        assumeTrue(Files.exists(CORPUS), "no folder " + CORPUS + ": skipped");
        List<String> wrong = new ArrayList<>();
        try (Stream<String> lines = Files.lines(CORPUS.resolve("cases.jsonl"))) {
            lines.forEach(line -> check(line, wrong));
        }
        assertThat(wrong).isEmpty();
        assertThat(same).isGreaterThan(1_500);
        // tools that a template silently ignores: the client gets an error
        assertThat(refused).isPositive();
    }

    private void check(String line, List<String> wrong) {
        try {
            JsonNode test = JSON.readTree(line);
            if (SHAPED.contains(test.path("scenario").textValue())
                    || PARTS_ONLY.contains(test.path("template").textValue())
                    || test.path("template").textValue().equals(LETTERS)
                            && test.path("messages").findValuesAsText("role").contains("tool")
                    || !test.has("expected")) {
                return;
            }
            ObjectNode request = request(test);
            String prompt = render(test, request);
            if (prompt.endsWith(DROPS)) {
                refused++;
            }
            // refused rightly: the prompt is the same without it
            for (int i = 0; i < 2 && prompt.endsWith(DROPS); i++) {
                if (prompt.startsWith("'tools'")) {
                    request.remove("tools");
                } else {
                    request.path("messages").forEach(message -> ((ObjectNode) message).remove("tool_calls"));
                }
                prompt = render(test, request);
            }
            if (prompt.equals(test.path("expected").textValue())) {
                same++;
            } else {
                wrong.add(test.path("id").asText() + " " + test.path("template").textValue() + ": " + prompt);
            }
        } catch (Exception e) {
            throw new IllegalStateException(line, e);
        }
    }

    private String render(JsonNode test, ObjectNode request) throws Exception {
        try {
            return template(test).render(JSON.treeToValue(request, ChatCompletionRequest.class));
        } catch (PromptException e) {
            return e.getMessage();
        }
    }

    private PromptTemplate template(JsonNode test) throws Exception {
        JsonNode context = test.path("context");
        String name = test.path("template").textValue();
        String key = name + context.path("bos_token") + context.path("eos_token");
        PromptTemplate known = templates.get(key);
        if (known == null) {
            Map<String, String> tokens = new TreeMap<>();
            context.properties().forEach(field -> {
                if (field.getKey().endsWith("_token") && !field.getKey().equals("bos_token")) {
                    tokens.put(field.getKey(), field.getValue().asText());
                }
            });
            String text = Files.readString(CORPUS.resolve("templates").resolve(name + ".jinja"));
            known = new PromptTemplate(
                    new TemplateSource(name, name, text, null, tokens, List.of()),
                    PromptSettings.DEFAULT
                            .withBosToken(context.path("bos_token").asText(""))
                            .withOptions(new TemplateOptions(NOON, TemplateLimits.DEFAULT)));
            templates.put(key, known);
        }
        return known;
    }

    private static ObjectNode request(JsonNode test) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.set("messages", test.path("messages").deepCopy());
        for (JsonNode call : request.path("messages").findValues("function")) {
            if (call.path("arguments").isContainerNode()) {
                ((ObjectNode) call).put("arguments", call.path("arguments").toString());
            }
        }
        if (test.path("tools").size() > 0) {
            request.set("tools", test.path("tools"));
        }
        test.path("context").properties().forEach(field -> {
            switch (field.getKey()) {
                case "add_generation_prompt" -> request.set("add_generation_prompt", field.getValue());
                case "documents" -> {
                    if (field.getValue().size() > 0) {
                        request.set("documents", field.getValue());
                    }
                }
                default -> {
                    if (!field.getKey().endsWith("_token")) {
                        request.withObject("chat_template_kwargs").set(field.getKey(), field.getValue());
                    }
                }
            }
        });
        return request;
    }
}
