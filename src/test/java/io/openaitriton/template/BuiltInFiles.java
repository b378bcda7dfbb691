package io.openaitriton.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in templates as they lie in the jar. */
final class BuiltInFiles {
    static final List<String> NAMES = List.of(
            "llama-3.1", "llama-3-apisix", "chatml", "qwen-2.5", "qwen-3", "mistral", "gemma", "phi-4", "deepseek-r1");

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-07-10T12:00:00Z"), ZoneOffset.UTC);
    private static final Map<String, ChatTemplate> PARSED = new ConcurrentHashMap<>();

    private BuiltInFiles() {}

    static ChatTemplate template(String name) {
        return PARSED.computeIfAbsent(
                name, n -> ChatTemplate.parse(source(n), new TemplateOptions(CLOCK, TemplateLimits.DEFAULT)));
    }

    static String source(String name) {
        return text(name + ".jinja");
    }

    static List<String> controlTokens(String name) {
        return text(name + ".control-tokens")
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = BuiltInFiles.class.getResourceAsStream("/openai-triton/templates/" + file)) {
            if (in == null) {
                throw new AssertionError("There is no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
