package io.openaitriton.model;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * Values that a model's definition does not set: from the gateway's settings, or from the packaged defaults for a host without
 * them.
 */
final class ModelDefaults {
    private static final Properties PACKAGED = packaged();

    /** The setting of each property that has one. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            entry("template", "openai.template"),
            entry("controlTokensInContent", "openai.control-tokens"),
            entry("templateTimeout", "openai.template-timeout"),
            entry("templateMemory", "openai.template-memory"),
            entry("temperature", "openai.temperature"),
            entry("topP", "openai.top-p"),
            entry("maxTokens", "openai.max-tokens"),
            entry("toolFormat", "openai.tool-format"),
            entry("reasoningFormat", "openai.reasoning-format"),
            entry("dialect", "triton.dialect"),
            entry("upstream", "triton.upstream"));

    private final ModelProperties model;
    private final CamelContext context;

    private ModelDefaults(ModelProperties model, CamelContext context) {
        this.model = model;
        this.context = context;
    }

    /**
     * Sets the missing properties.
     *
     * @param context whose settings count; null for the packaged defaults
     * @throws IllegalArgumentException naming a setting that is not a number
     */
    static void fill(ModelProperties model, CamelContext context) {
        new ModelDefaults(model, context).fill();
    }

    private void fill() {
        model.template = text("template", model.template);
        model.controlTokensInContent = text("controlTokensInContent", model.controlTokensInContent);
        model.templateTimeout = number("templateTimeout", model.templateTimeout, Long::valueOf);
        model.templateMemory = number("templateMemory", model.templateMemory, Long::valueOf);
        model.temperature = number("temperature", model.temperature, Double::valueOf);
        model.topP = number("topP", model.topP, Double::valueOf);
        model.maxTokens = text("maxTokens", model.maxTokens);
        model.toolFormat = text("toolFormat", model.toolFormat).trim();
        model.reasoningFormat = text("reasoningFormat", model.reasoningFormat).trim();
        model.dialect = text("dialect", model.dialect);
        model.upstream = text("upstream", model.upstream);
    }

    private String text(String property, String own) {
        return own == null ? setting(SETTINGS.get(property)) : own;
    }

    private <T> T number(String property, T own, Function<String, T> reader) {
        if (own != null) {
            return own;
        }
        String key = SETTINGS.get(property);
        String value = setting(key);
        try {
            return reader.apply(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + key + "' must be a number, but is '" + value + "' (model " + model.model + ")", e);
        }
    }

    private String setting(String key) {
        String packaged = PACKAGED.getProperty(key);
        return context == null
                ? packaged
                : context.resolvePropertyPlaceholders("{{" + key + ":" + packaged + "}}")
                        .trim();
    }

    private static Properties packaged() {
        Properties defaults = new Properties();
        try (InputStream file = ModelDefaults.class.getResourceAsStream("/openai-triton/defaults.properties")) {
            defaults.load(file);
            return defaults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
