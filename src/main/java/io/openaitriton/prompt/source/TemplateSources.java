package io.openaitriton.prompt.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds the template that a model's definition names. */
public final class TemplateSources {
    /** Names of the built-in templates. */
    public static final List<String> BUILT_IN = List.of(
            "llama-3.1", "llama-3-apisix", "chatml", "qwen-2.5", "qwen-3", "mistral", "gemma", "phi-4", "deepseek-r1");

    private static final String FOLDER = "/openai-triton/templates/";

    private TemplateSources() {}

    /**
     * The template of a built-in name, or of a file: {@code tokenizer_config.json}, {@code chat_template.json}, a Jinja
     * file, or a folder with one of these. The tokenizer's files next to it define its tokens.
     *
     * @throws IllegalArgumentException if it does not exist or has no template, naming the searched files
     */
    public static TemplateSource find(String setting) {
        if (BUILT_IN.contains(setting)) {
            return builtIn(setting);
        }
        Path path = Path.of(setting.replaceFirst("^file:(//(?=/))?", ""));
        if (Files.isDirectory(path)) {
            return file(setting, inFolder(path));
        }
        if (Files.isRegularFile(path)) {
            return file(setting, path);
        }
        boolean name = !setting.contains("/") && !setting.matches(".*\\.(json|jinja2?|j2)");
        throw new IllegalArgumentException(
                name
                        ? "Unknown prompt template '" + setting + "': expected one of " + String.join(", ", BUILT_IN)
                                + ", or the path of a tokenizer_config.json or chat_template.jinja"
                        : "The template file '" + setting + "' (" + path.toAbsolutePath() + ") does not exist");
    }

    /**
     * The special tokens of a tokenizer; none without such a file.
     *
     * @param tokenizer a {@code tokenizer.json}, or a folder with one
     */
    public static Set<String> specialTokens(Path tokenizer) {
        Path file = Files.isDirectory(tokenizer) ? tokenizer.resolve("tokenizer.json") : tokenizer;
        TokenizerConfig config = new TokenizerConfig();
        if (Files.isRegularFile(file)) {
            config.addAddedTokens(JsonFile.field(file, "added_tokens"));
        }
        return config.controlTokens();
    }

    private static TemplateSource builtIn(String name) {
        List<String> tokens = resource(name + ".control-tokens")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        return new TemplateSource(name, "built-in template " + name, resource(name + ".jinja"), null, Map.of(), tokens);
    }

    private static String resource(String name) {
        try (InputStream in = TemplateSources.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("The jar has no " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path inFolder(Path folder) {
        for (String name : List.of("chat_template.jinja", "chat_template.json", "tokenizer_config.json")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new IllegalArgumentException(
                "The folder " + folder + " has no chat_template.jinja, chat_template.json or tokenizer_config.json");
    }

    private static TemplateSource file(String setting, Path file) {
        TokenizerFiles tokenizer = new TokenizerFiles(file);
        if (!file.toString().endsWith(".json")) {
            // where transformers 5 saves templates other than the default
            Path toolUse = file.resolveSibling("additional_chat_templates").resolve("tool_use.jinja");
            return source(
                    setting,
                    file.toString(),
                    JsonFile.text(file),
                    Files.isRegularFile(toolUse) ? JsonFile.text(toolUse) : null,
                    tokenizer.read());
        }
        JsonNode json = JsonFile.read(file);
        Map<String, String> templates = templates(json.path("chat_template"));
        String text = templates.getOrDefault(
                "default", templates.size() == 1 ? templates.values().iterator().next() : null);
        if (text == null) {
            throw new IllegalArgumentException(file
                    + (templates.isEmpty()
                            ? " has no chat_template"
                            : " has the chat templates " + templates.keySet() + ", but none with the name 'default'"));
        }
        return source(setting, file + ", chat_template", text, templates.get("tool_use"), tokenizer.read());
    }

    private static TemplateSource source(
            String setting, String origin, String text, String toolUse, TokenizerConfig tokens) {
        Set<String> control = new LinkedHashSet<>(tokens.controlTokens());
        control.addAll(TokenizerConfig.lookingLikeTokens(text));
        if (toolUse != null) {
            control.addAll(TokenizerConfig.lookingLikeTokens(toolUse));
        }
        return new TemplateSource(
                setting,
                origin,
                text,
                toolUse,
                tokens.specialTokens(),
                List.copyOf(control),
                tokens.responseTemplate());
    }

    /** A string, or a list of named templates. */
    private static Map<String, String> templates(JsonNode node) {
        Map<String, String> templates = new TreeMap<>();
        if (node.isTextual()) {
            templates.put("default", node.textValue());
        }
        for (JsonNode named : node) {
            if (named.path("template").isTextual()) {
                templates.put(
                        named.path("name").asText("default"),
                        named.path("template").textValue());
            }
        }
        return templates;
    }
}
