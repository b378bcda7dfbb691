package io.openaitriton.camel;

import io.openaitriton.triton.dialect.DialectOptions;
import java.util.List;

/** The rest of what a route file says of a model: where it is, how it is spoken to, and what bounds its calls. */
public abstract class ModelProperties extends PromptProperties {
    List<String> urls = List.of();
    String dialect;
    int configTimeout = 5000;
    String structuredOutputs = DialectOptions.DEFAULT.structuredOutputs();
    String structuralTags = "auto";
    boolean grammarAfterThinking;
    String strictTools = "refuse";
    boolean cumulative;
    String upstream;
    int maxAnswerBytes = 64 * 1024 * 1024;
    int maxEventBytes = 1024 * 1024;
    String imageHosts = "";
    boolean imagePrivateHosts;
    int imageMaxBytes = 10 * 1024 * 1024;
    int imageTimeout = 10_000;
    long idleTimeout;
    long totalTimeout;
    int maxConcurrent;
    int maxQueued;
    long maxWait = 30_000;

    ModelProperties() {}

    /**
     * Address of Triton, {@code http://host:port}, or addresses of several with commas between; the route itself says where it
     * calls. Required.
     */
    public void setUrl(String url) {
        this.urls = List.of(url.trim().split("\\s*,\\s*"));
    }

    /**
     * How this model is spoken to: {@code generic}, {@code vllm}, {@code tensorrt-llm}, {@code tensorrt-llm-api}, or {@code
     * auto} to find out from Triton at the first request; see {@code docs/mapping.md}. Default {@code triton.dialect}.
     */
    public void setDialect(String dialect) {
        this.dialect = dialect;
    }

    /** Longest wait for Triton when the dialect is found out, to connect and to read, in milliseconds. Default 5000. */
    public void setConfigTimeout(int configTimeout) {
        this.configTimeout = configTimeout;
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

    /** Longest answer that is taken from {@code generate}, in bytes. Default 64 MiB. */
    public void setMaxAnswerBytes(int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
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

    /** Longest silence within this model's answers, in milliseconds. Default 0: {@code triton.idle-timeout}. */
    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    /** Longest time of this model's calls in all, in milliseconds. Default 0: {@code triton.total-timeout}. */
    public void setTotalTimeout(long totalTimeout) {
        this.totalTimeout = totalTimeout;
    }

    /** Calls of this model at a time; more wait in line. Default 0, no limit. */
    public void setMaxConcurrent(int maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
    }

    /** Requests that may wait in line, first come, first served; more are answered with 503 at once. Default 0, none. */
    public void setMaxQueued(int maxQueued) {
        this.maxQueued = maxQueued;
    }

    /** Longest wait in line, in milliseconds, 1 or more; then a request is answered with 503. Default 30000. */
    public void setMaxWait(long maxWait) {
        this.maxWait = maxWait;
    }

    /** Address of Triton, or of several with commas between; null when there is none. */
    public String getUrl() {
        return urls.isEmpty() ? null : String.join(", ", urls);
    }

    /** Addresses of its Tritons. */
    public List<String> urls() {
        return urls;
    }
}
