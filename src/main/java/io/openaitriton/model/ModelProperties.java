package io.openaitriton.model;

import io.openaitriton.triton.dialect.DialectOptions;

/** The properties of a text model about its backend. */
public abstract class ModelProperties extends PromptProperties {
    String dialect;
    String structuredOutputs = DialectOptions.DEFAULT.structuredOutputs();
    String structuralTags = "auto";
    boolean grammarAfterThinking;
    String strictTools = "refuse";
    boolean cumulative;
    String upstream;
    int maxEventBytes = 1024 * 1024;
    String imageHosts = "";
    boolean imagePrivateHosts;
    int imageMaxBytes = 10 * 1024 * 1024;
    int imageTimeout = 10_000;

    protected ModelProperties() {}

    /**
     * Dialect of this model, by its name in {@code docs/mapping.md}, or {@code auto} to find it from Triton at the first request.
     * Default {@code triton.dialect}.
     */
    public void setDialect(String dialect) {
        this.dialect = dialect;
    }

    /**
     * The vLLM backend's input for {@code response_format} and similar fields: {@code structured_outputs}, or
     * {@code guided_decoding}
     * before Triton 25.12. Default {@code structured_outputs}.
     */
    public void setStructuredOutputs(String structuredOutputs) {
        this.structuredOutputs = structuredOutputs;
    }

    /**
     * When the vLLM backend gets structural tags, which keep a model in its own tool format and let it reason first:
     * {@code auto}, if a JSON schema is not enough; {@code always}; {@code never}. Default {@code auto}.
     */
    public void setStructuralTags(String structuralTags) {
        this.structuralTags = structuralTags;
    }

    /**
     * True where the engine arguments of the vLLM backend have a {@code reasoning_parser}: vLLM then lets the model reason before
     * it applies a JSON schema. Default
     * false.
     */
    public void setGrammarAfterThinking(boolean grammarAfterThinking) {
        this.grammarAfterThinking = grammarAfterThinking;
    }

    /**
     * What to do with {@code strict: true} of a tool if the backend cannot enforce it: {@code refuse}, or {@code ignore}. Default
     * {@code refuse}.
     */
    public void setStrictTools(String strictTools) {
        this.strictTools = strictTools;
    }

    /** True for a {@code tensorrt_llm_bls} that runs with {@code accumulate_tokens}. Default false. */
    public void setCumulative(boolean cumulative) {
        this.cumulative = cumulative;
    }

    /**
     * Endpoint for clients that do not stream: {@code generate}, or {@code stream} for {@code generate_stream}, which frees the
     * GPU when a client disconnects. Default {@code triton.upstream}.
     */
    public void setUpstream(String upstream) {
        this.upstream = upstream;
    }

    /** Longest event of {@code generate_stream}, in bytes. Default 1 MiB. */
    public void setMaxEventBytes(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Hosts from which images may be fetched, such as {@code example.org}, {@code *.example.org} or {@code example.org:8080},
     * separated by white space or commas. Default none: images come as {@code data:} URLs only.
     */
    public void setImageHosts(String imageHosts) {
        this.imageHosts = imageHosts;
    }

    /** True when the image hosts may have private or loopback addresses. Default false. */
    public void setImagePrivateHosts(boolean imagePrivateHosts) {
        this.imagePrivateHosts = imagePrivateHosts;
    }

    /** Most bytes of all images of a request, 1 or more. Default 10 MiB. */
    public void setImageMaxBytes(int imageMaxBytes) {
        this.imageMaxBytes = imageMaxBytes;
    }

    /** Longest time for fetching all images of a request, in milliseconds, 1 or more. Default 10000. */
    public void setImageTimeout(int imageTimeout) {
        this.imageTimeout = imageTimeout;
    }
}
