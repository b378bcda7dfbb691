package io.openaitriton.camel;

import io.openaitriton.triton.dialect.DialectOptions;

/** The rest of what a route file says of a model that writes: how it is spoken to. */
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

    ModelProperties() {}

    /**
     * How this model is spoken to: {@code generic}, {@code vllm}, {@code tensorrt-llm}, {@code tensorrt-llm-api}, or {@code
     * auto} to find out from Triton at the first request; see {@code docs/mapping.md}. Default {@code triton.dialect}.
     */
    public void setDialect(String dialect) {
        this.dialect = dialect;
    }

    /**
     * The vLLM backend's key for {@code response_format} and the like: {@code structured_outputs}, or {@code guided_decoding}
     * before Triton 25.12. Default {@code structured_outputs}.
     */
    public void setStructuredOutputs(String structuredOutputs) {
        this.structuredOutputs = structuredOutputs;
    }

    /**
     * When the vLLM backend is sent structural tags, which keep a model in its own format for calls and let it think first: {@code auto}, where a JSON schema
     * does not do; {@code always}; {@code never}. Default {@code auto}.
     */
    public void setStructuralTags(String structuralTags) {
        this.structuralTags = structuralTags;
    }

    /**
     * True where the engine arguments of the vLLM backend have a {@code reasoning_parser}: vLLM then lets the model think before it applies a JSON schema. Default
     * false.
     */
    public void setGrammarAfterThinking(boolean grammarAfterThinking) {
        this.grammarAfterThinking = grammarAfterThinking;
    }

    /**
     * What becomes of {@code strict: true} of a tool where the backend cannot enforce it: {@code refuse}, or {@code ignore}. Default {@code refuse}.
     */
    public void setStrictTools(String strictTools) {
        this.strictTools = strictTools;
    }

    /** True for a {@code tensorrt_llm_bls} that runs with {@code accumulate_tokens}. Default false. */
    public void setCumulative(boolean cumulative) {
        this.cumulative = cumulative;
    }

    /**
     * What is called for a client that does not stream: {@code generate}, or {@code stream} for {@code generate_stream}, so that
     * a client that leaves frees the GPU. Default {@code triton.upstream}.
     */
    public void setUpstream(String upstream) {
        this.upstream = upstream;
    }

    /** Longest event that is taken from {@code generate_stream}, in bytes. Default 1 MiB. */
    public void setMaxEventBytes(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Hosts that images may be fetched from, such as {@code example.org}, {@code *.example.org} or {@code example.org:8080}, with
     * white space or commas between. Default none: images come as {@code data:} URLs only.
     */
    public void setImageHosts(String imageHosts) {
        this.imageHosts = imageHosts;
    }

    /** True when the image hosts may have private or loopback addresses. Default false. */
    public void setImagePrivateHosts(boolean imagePrivateHosts) {
        this.imagePrivateHosts = imagePrivateHosts;
    }

    /** Bytes that the images of a request may have together, 1 or more. Default 10 MiB. */
    public void setImageMaxBytes(int imageMaxBytes) {
        this.imageMaxBytes = imageMaxBytes;
    }

    /** Longest time that fetching the images of a request may take together, in milliseconds, 1 or more. Default 10000. */
    public void setImageTimeout(int imageTimeout) {
        this.imageTimeout = imageTimeout;
    }
}
