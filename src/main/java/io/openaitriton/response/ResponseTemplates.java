package io.openaitriton.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The known families of models by name, and templates from tokenizers. */
public final class ResponseTemplates {
    /** Families by how they call tools. */
    public static final List<String> TOOLS = List.of(
            "apertus",
            "apriel",
            "cohere",
            "deepseek_v3",
            "deepseek_v31",
            "deepseek_v32",
            "deepseek_v4",
            "functionary_v31",
            "functionary_v32",
            "gemma4",
            "gigachat3",
            "gigachat31",
            "glm45",
            "glm47",
            "granite",
            "granite31",
            "harmony",
            "hermes",
            "jamba",
            "kimi_k2",
            "lfm2",
            "llama3_json",
            "llama4_pythonic",
            "minicpm3",
            "minimax_m2",
            "mistral",
            "mistral_json",
            "mistral_json_id_last",
            "nemotron_toolcall",
            "olmo3",
            "phi4_mini",
            "pythonic",
            "qwen3_coder",
            "seed_oss");

    /** Families by how they mark what they think. */
    public static final List<String> REASONING = List.of(
            "apertus",
            "apriel",
            "cohere",
            "gemma",
            "granite",
            "harmony",
            "kimi_old",
            "minicpm3",
            "mistral",
            "seed",
            "think");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "/openai-triton/response/";
    private static final Map<String, ResponseTemplate> KNOWN = new ConcurrentHashMap<>();

    private ResponseTemplates() {}

    /**
     * How a family calls tools.
     *
     * @throws IllegalArgumentException when there is none of this name; the message lists the names
     */
    public static ResponseTemplate tools(String name) {
        return named("tools", name, TOOLS, Writing::ofTools);
    }

    /**
     * How a family marks what it thinks.
     *
     * @throws IllegalArgumentException when there is none of this name; the message lists the names
     */
    public static ResponseTemplate reasoning(String name) {
        return named("reasoning", name, REASONING, Writing::ofReasoning);
    }

    /**
     * The {@code response_template} of a model's {@code tokenizer_config.json}: for tools, reasoning or both.
     *
     * @throws IllegalArgumentException if it cannot be read, or uses features that cannot be matched in a stream
     */
    public static ResponseTemplate of(JsonNode responseTemplate) {
        return new TemplateReader("response_template", json -> Writing.UNKNOWN).read(responseTemplate);
    }

    private static ResponseTemplate named(
            String kind, String name, List<String> names, Function<JsonNode, Writing> writing) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "Unknown format '" + name + "': expected one of " + String.join(", ", names));
        }
        return KNOWN.computeIfAbsent(
                kind + '/' + name, path -> read(new TemplateReader(name, writing), FOLDER + path + ".json"));
    }

    private static ResponseTemplate read(TemplateReader reader, String resource) {
        try (InputStream in = ResponseTemplates.class.getResourceAsStream(resource)) {
            return reader.read(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
