package io.openaitriton.model;

/**
 * The properties of a model's prompts and tokens. Fields that may be null have their defaults in the gateway's settings.
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

    protected PromptProperties() {}

    /**
     * The chat template: a built-in name, or the path of a {@code tokenizer_config.json}, a {@code chat_template.jinja} or
     * a folder with one of them. Default {@code openai.template}.
     */
    public void setTemplate(String template) {
        this.template = template;
    }

    /** Begin-of-text token for prompts. Default none, because Triton's LLM backends add it. */
    public void setBosToken(String bosToken) {
        this.bosToken = bosToken;
    }

    /** Control tokens in addition to those of the template's source, separated by white space. Default none. */
    public void setControlTokens(String controlTokens) {
        this.controlTokens = controlTokens;
    }

    /**
     * What to do with control tokens in messages: {@code neutralise}, {@code refuse} or {@code allow}. Default
     * {@code openai.control-tokens}.
     */
    public void setControlTokensInContent(String controlTokensInContent) {
        this.controlTokensInContent = controlTokensInContent;
    }

    /** Longest time that the template may run for a request, in milliseconds, 1 or more. Default {@code openai.template-timeout}. */
    public void setTemplateTimeout(long templateTimeout) {
        this.templateTimeout = templateTimeout;
    }

    /** Most bytes of memory for the template, including the conversation, 1 or more. Default {@code openai.template-memory}. */
    public void setTemplateMemory(long templateMemory) {
        this.templateMemory = templateMemory;
    }

    /** Temperature for requests without one, 0 to 2. Default {@code openai.temperature}. */
    public void setTemperature(double temperature) {
        this.temperature = temperature;
    }

    /** {@code top_p} for requests without one, 0 to 1. Default {@code openai.top-p}. */
    public void setTopP(double topP) {
        this.topP = topP;
    }

    /**
     * {@code max_tokens} for requests without it: 1 or more, or {@code context} for all that the prompt leaves of
     * {@link #setContextLength}, or without a context length for more than any context has. Default {@code openai.max-tokens}.
     */
    public void setMaxTokens(String maxTokens) {
        this.maxTokens = maxTokens.trim();
    }

    /** Greatest {@code max_tokens} of a request; more gets 400. Default 0, no limit. */
    public void setMaxTokensLimit(int maxTokensLimit) {
        this.maxTokensLimit = maxTokensLimit;
    }

    /**
     * The model's tokenizer, to count tokens if the backend does not: path of a {@code tokenizer.json}, or of a folder with
     * one. Default none.
     */
    public void setTokenizer(String tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Most tokens of a prompt and its answer in total: a prompt that leaves no room for an answer gets 400, and the answer may
     * have the rest. Needs a tokenizer. Default 0, not checked.
     */
    public void setContextLength(int contextLength) {
        this.contextLength = contextLength;
    }

    /**
     * Separator before the name of a LoRA adapter in a request's {@code model}: with {@code _lora_}, the model {@code
     * 8b_lora_tales} uses the adapter {@code tales}. Default none: only {@code lora_name} names adapters.
     */
    public void setLoraSeparator(String loraSeparator) {
        this.loraSeparator = loraSeparator;
    }

    /**
     * Format of the model's tool calls: a name such as {@code hermes}, {@code none} to leave calls in the text, or {@code auto}
     * to find it from the chat template. {@code docs/configuration.md} has the names. Default {@code openai.tool-format}.
     */
    public void setToolFormat(String toolFormat) {
        this.toolFormat = toolFormat;
    }

    /**
     * Format of the model's reasoning: a name such as {@code think}, {@code none} to leave reasoning in the text, or {@code auto}
     * to find it from the chat template. {@code docs/configuration.md} has the names. Default {@code openai.reasoning-format}.
     */
    public void setReasoningFormat(String reasoningFormat) {
        this.reasoningFormat = reasoningFormat;
    }

    /** Name or path of the chat template. */
    public String getTemplate() {
        return template;
    }

    /** {@code max_tokens} for requests without it: a number, or {@code context}. */
    public String getMaxTokens() {
        return maxTokens;
    }

    @Override
    final String loraSeparator() {
        return loraSeparator == null || loraSeparator.isEmpty() ? null : loraSeparator;
    }
}
