package io.openaitriton.camel;

/**
 * What a route file says of a model's prompts and its tokens. Fields that may be null have their defaults in the gateway's settings.
 */
public abstract class PromptProperties extends ServedModel {
    String template;
    String bosToken = "";
    String controlTokens = "";
    String controlTokensInContent;
    Long templateTimeout;
    Long templateMemory;
    Double temperature;
    Double topP;
    String maxTokens;
    int maxTokensLimit;
    String tokenizer;
    int contextLength;
    String loraSeparator;
    String toolFormat;
    String reasoningFormat;

    PromptProperties() {}

    /**
     * The chat template: a built-in name, or the path of a {@code tokenizer_config.json}, a {@code chat_template.jinja} or
     * a folder with one of them. Default {@code openai.template}.
     */
    public void setTemplate(String template) {
        this.template = template;
    }

    /** Begin-of-text token to start prompts with. Default none: Triton's LLM backends add it by themselves. */
    public void setBosToken(String bosToken) {
        this.bosToken = bosToken;
    }

    /** Control tokens besides those that the template's source names, with white space between. Default none. */
    public void setControlTokens(String controlTokens) {
        this.controlTokens = controlTokens;
    }

    /** What happens to control tokens in messages: {@code neutralise}, {@code refuse} or {@code allow}. Default {@code openai.control-tokens}. */
    public void setControlTokensInContent(String controlTokensInContent) {
        this.controlTokensInContent = controlTokensInContent;
    }

    /** Longest time that the template may run for a request, in milliseconds, 1 or more. Default {@code openai.template-timeout}. */
    public void setTemplateTimeout(long templateTimeout) {
        this.templateTimeout = templateTimeout;
    }

    /** Memory that the template may hold, the conversation included, in bytes, 1 or more. Default {@code openai.template-memory}. */
    public void setTemplateMemory(long templateMemory) {
        this.templateMemory = templateMemory;
    }

    /** Temperature where a request has none, 0 to 2. Default {@code openai.temperature}. */
    public void setTemperature(double temperature) {
        this.temperature = temperature;
    }

    /** {@code top_p} where a request has none, 0 to 1. Default {@code openai.top-p}. */
    public void setTopP(double topP) {
        this.topP = topP;
    }

    /**
     * {@code max_tokens} where a request has none: 1 or more, or {@code context} for what the prompt leaves of {@link #setContextLength}, and
     * without one for more than any context has. Default {@code openai.max-tokens}.
     */
    public void setMaxTokens(String maxTokens) {
        this.maxTokens = maxTokens.trim();
    }

    /** Most that a request may ask for as {@code max_tokens}; more is answered with 400. Default 0, no limit. */
    public void setMaxTokensLimit(int maxTokensLimit) {
        this.maxTokensLimit = maxTokensLimit;
    }

    /**
     * The model's tokenizer, to count tokens where its backend does not: path of a {@code tokenizer.json}, or of a folder with
     * one. Default none.
     */
    public void setTokenizer(String tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Most tokens that a prompt and its answer may have together: a prompt that leaves no room is answered with 400, and an answer may
     * have what it leaves. Needs a tokenizer. Default 0, not checked.
     */
    public void setContextLength(int contextLength) {
        this.contextLength = contextLength;
    }

    /**
     * What stands before the name of a LoRA adapter in a request's {@code model}: with {@code _lora_}, the model {@code
     * 8b_lora_tales} is answered with the adapter {@code tales}. Default none: adapters are named by {@code lora_name} only.
     */
    public void setLoraSeparator(String loraSeparator) {
        this.loraSeparator = loraSeparator;
    }

    /**
     * How the model calls tools: the name of a family, such as {@code hermes}, {@code none} for a model whose calls stay text, or {@code auto} to find out from
     * its chat template. {@code docs/configuration.md} has the names. Default {@code openai.tool-format}.
     */
    public void setToolFormat(String toolFormat) {
        this.toolFormat = toolFormat;
    }

    /**
     * How the model marks its thoughts: the name of a family, such as {@code think}, {@code none} for a model whose thoughts stay text, or {@code auto} to
     * find out from its chat template. {@code docs/configuration.md} has the names. Default {@code openai.reasoning-format}.
     */
    public void setReasoningFormat(String reasoningFormat) {
        this.reasoningFormat = reasoningFormat;
    }

    /** Name or path of the chat template. */
    public String getTemplate() {
        return template;
    }

    /** {@code max_tokens} where a request has none: a number, or {@code context}. */
    public String getMaxTokens() {
        return maxTokens;
    }

    @Override
    final String loraSeparator() {
        return loraSeparator == null || loraSeparator.isEmpty() ? null : loraSeparator;
    }
}
