package io.openaitriton.camel;

import io.openaitriton.camel.access.Admission;
import io.openaitriton.images.ImageFetcher;
import io.openaitriton.images.ImageReader;
import io.openaitriton.observe.Observation;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.Model;
import io.openaitriton.prompt.ControlTokenPolicy;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSources;
import io.openaitriton.queue.QueueBounds;
import io.openaitriton.tokenizer.TokenCounter;
import io.openaitriton.translate.ChatTranslator;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.DialectOptions;
import io.openaitriton.translate.Dialects;
import io.openaitriton.translate.GenerateCall;
import io.openaitriton.translate.ModelProfile;
import io.openaitriton.translate.Rendering;
import io.openaitriton.translate.SamplingDefaults;
import io.openaitriton.translate.TextRequest;
import io.openaitriton.translate.TextTranslator;
import io.openaitriton.translate.TokenCount;
import io.openaitriton.translate.Upstream;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * The definition of a model, and the translator of its route: {@link #toGenerate}, then the HTTP call that
 * the exchange property {@code tritonEndpoint} names, then {@link #fromAnswer} or {@link #fromEvents}. Defined as a bean in the model's route file, with {@link #start} as its
 * init method.
 */
public final class TritonModel implements CamelContextAware {
    private static final String CALL = "tritonCall";
    private static final String ENDPOINT = "tritonEndpoint";
    private static final String AUTO = "auto";
    private static final String HEAD = "openaiCompletionHead";

    private final long loaded = Clock.systemUTC().instant().getEpochSecond();

    private String model;
    private List<String> urls = List.of();
    private String templateName;
    private String bosToken = "";
    private String controlTokens = "";
    private String controlTokensInContent = "neutralise";
    private double temperature = 0.7;
    private double topP = 0.95;
    private int maxTokens = 100;
    private int maxTokensLimit;
    private String tokenizer;
    private int contextLength;
    private String dialectName = AUTO;
    private int configTimeout = 5000;
    private String structuredOutputs = DialectOptions.DEFAULT.structuredOutputs();
    private boolean cumulative;
    private String loraSeparator;
    private String upstreamName = "generate";
    private int maxAnswerBytes = 64 * 1024 * 1024;
    private int maxEventBytes = 1024 * 1024;
    private String imageHosts = "";
    private boolean imagePrivateHosts;
    private int imageMaxBytes = 10 * 1024 * 1024;
    private int imageTimeout = 10_000;
    private long idleTimeout;
    private long totalTimeout;
    private int maxConcurrent;
    private int maxQueued;
    private long maxWait = 30_000;

    private CamelContext context;
    private ModelQueue queue;
    private ModelProfile profile;
    private Function<Exchange, Dialect> dialect;
    private TritonAnswers answers;
    private ImageFetcher imageFetcher;

    /** Name of the model in Triton's repository, which is also the name that clients are told. Required. */
    public void setModel(String model) {
        this.model = model;
    }

    /**
     * Address of Triton, {@code http://host:port}, or addresses of several with commas between; the route itself says where it
     * calls. Required.
     */
    public void setUrl(String url) {
        this.urls = List.of(url.trim().split("\\s*,\\s*"));
    }

    /**
     * The chat template: a built-in name, or the path of a {@code tokenizer_config.json}, a {@code chat_template.jinja} or
     * a folder with one of them. Required.
     */
    public void setTemplate(String template) {
        this.templateName = template;
    }

    /** Begin-of-text token to start prompts with. Default none: Triton's LLM backends add it by themselves. */
    public void setBosToken(String bosToken) {
        this.bosToken = bosToken;
    }

    /** Control tokens besides those that the template's source names, with white space between. Default none. */
    public void setControlTokens(String controlTokens) {
        this.controlTokens = controlTokens;
    }

    /** What happens to control tokens in messages: {@code neutralise} (default), {@code refuse} or {@code allow}. */
    public void setControlTokensInContent(String controlTokensInContent) {
        this.controlTokensInContent = controlTokensInContent;
    }

    /** Temperature where a request has none, 0 to 2. Default 0.7. */
    public void setTemperature(double temperature) {
        this.temperature = temperature;
    }

    /** {@code top_p} where a request has none, 0 to 1. Default 0.95. */
    public void setTopP(double topP) {
        this.topP = topP;
    }

    /** {@code max_tokens} where a request has none, 1 or more. Default 100. */
    public void setMaxTokens(int maxTokens) {
        this.maxTokens = maxTokens;
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
     * Most tokens that a prompt and its answer may have together; more is answered with 400. Needs a tokenizer. Default 0, not
     * checked.
     */
    public void setContextLength(int contextLength) {
        this.contextLength = contextLength;
    }

    /**
     * How this model is spoken to: {@code generic}, {@code vllm}, {@code tensorrt-llm}, {@code tensorrt-llm-api}, or {@code
     * auto} to find out from Triton at the first request; see {@code docs/mapping.md}. Default {@code auto}.
     */
    public void setDialect(String dialect) {
        this.dialectName = dialect;
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

    /** True for a {@code tensorrt_llm_bls} that runs with {@code accumulate_tokens}. Default false. */
    public void setCumulative(boolean cumulative) {
        this.cumulative = cumulative;
    }

    /**
     * What stands before the name of a LoRA adapter in a request's {@code model}: with {@code _lora_}, the model {@code
     * 8b_lora_tales} is answered with the adapter {@code tales}. Default none: adapters are named by {@code lora_name} only.
     */
    public void setLoraSeparator(String loraSeparator) {
        this.loraSeparator = loraSeparator;
    }

    /**
     * What is called for a client that does not stream: {@code generate}, or {@code stream} for {@code generate_stream}, so that
     * a client that leaves frees the GPU. Default {@code generate}.
     */
    public void setUpstream(String upstream) {
        this.upstreamName = upstream;
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

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException when something is missing or wrong
     */
    public void start() {
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("A model's definition needs 'model', its name in Triton's repository");
        }
        if (urls.isEmpty() || !urls.stream().allMatch(url -> url.matches("https?://[^\\s]*[^\\s/]"))) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'url', http://host:port of its Triton without a slash at the end, but has " + getUrl());
        }
        if (templateName == null || templateName.isBlank()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'template', a built-in name (" + String.join(", ", TemplateSources.BUILT_IN)
                    + ") or the path of a tokenizer_config.json or chat_template.jinja");
        }
        PromptTemplate template = new PromptTemplate(
                TemplateSources.find(templateName.trim()),
                PromptSettings.DEFAULT
                        .withBosToken(bosToken)
                        .withControlTokens(List.of(controlTokens.trim().split("\\s+")))
                        .withPolicy(ControlTokenPolicy.of(controlTokensInContent)));
        SamplingDefaults defaults = new SamplingDefaults(
                temperature,
                topP,
                maxTokens,
                maxTokensLimit == 0 ? null : maxTokensLimit,
                loraSeparator == null || loraSeparator.isEmpty() ? null : loraSeparator);
        profile = new ModelProfile(
                template, defaults, Upstream.of(upstreamName), counter(), contextLength == 0 ? null : contextLength);
        answers = new TritonAnswers(maxAnswerBytes, maxEventBytes);
        DialectOptions options = new DialectOptions(structuredOutputs, cumulative);
        if (dialectName.equals(AUTO)) {
            dialect = new DialectFinder(urls, model, options, configTimeout)::find;
        } else {
            Dialect named = Dialects.named(dialectName, options);
            dialect = exchange -> named;
        }
        if (idleTimeout < 0 || totalTimeout < 0) {
            throw new IllegalArgumentException("idleTimeout and totalTimeout of " + model + " must be 0 or more");
        }
        if (imageMaxBytes < 1 || imageTimeout < 1) {
            throw new IllegalArgumentException("imageMaxBytes and imageTimeout of " + model + " must be 1 or more");
        }
        queue = new ModelQueue(context, model, new QueueBounds(maxConcurrent, maxQueued, maxWait));
        imageFetcher = imageHosts.isBlank()
                ? null
                : new ImageFetcher(imageHosts, imagePrivateHosts, Duration.ofMillis(imageTimeout));
        if (dialectName.equals("vllm") && topP == 0) {
            throw new IllegalArgumentException(
                    "The default top_p of " + model + " must be above 0 in the dialect vllm");
        }
    }

    /** Name of the model. */
    public String getModel() {
        return model;
    }

    /** Address of Triton, or of several with commas between; null when there is none. */
    public String getUrl() {
        return urls.isEmpty() ? null : String.join(", ", urls);
    }

    /** Addresses of its Tritons. */
    public List<String> urls() {
        return urls;
    }

    /** Name or path of the chat template. */
    public String getTemplate() {
        return templateName;
    }

    /** The model as OpenAI's clients list it. */
    public Model describe() {
        return new Model(model, loaded, "triton");
    }

    /**
     * The generate request for a chat request, or for one prompt of a completion request.
     *
     * @throws io.openaitriton.translate.ApiException 400, naming what this model cannot do; 403 or 429 when the client's key may not
     *     have it, or not now; 503 when the model has too many requests
     * @throws IOException when a wait for the model is interrupted
     */
    public GenerateRequest toGenerate(
            @ExchangeProperty(OpenAiProperties.REQUEST) Object request,
            @ExchangeProperty(OpenAiProperties.RENDER) Boolean render,
            Exchange exchange)
            throws IOException {
        Admission admission = Admission.of(exchange);
        if (admission != null) {
            admission.requireModel(model);
        }
        UpstreamCall upstreamCall = UpstreamCall.begin(exchange).limit(idleTimeout, totalTimeout);
        GenerateCall call = call(request, exchange, upstreamCall);
        observe(call, exchange);
        if (!Boolean.TRUE.equals(render)) {
            if (admission != null) {
                admission.reserve(call.tokensAtMost(), Observations.of(exchange));
            }
            queue.enter(upstreamCall, exchange);
        }
        // a cache, which Camel has by default, would read Triton's answer to its end before the next step
        cacheStreams(exchange, false);
        exchange.setProperty(CALL, call);
        exchange.setProperty(ENDPOINT, Boolean.TRUE.equals(render) ? "none" : call.endpoint());
        exchange.setProperty(
                HEAD,
                new CompletionHead(
                        (request instanceof TextRequest ? "cmpl-" : "chatcmpl-")
                                + UUID.randomUUID().toString().replace("-", ""),
                        Clock.systemUTC().instant().getEpochSecond(),
                        model));
        return call.request();
    }

    private void observe(GenerateCall call, Exchange exchange) {
        Observation observation = Observations.of(exchange);
        observation.model(model, call.dialect().id(), urls.get(0), call.wanted().stream());
        observation.prompt(call.prompt());
        Observations.key(observation, exchange);
    }

    private static void cacheStreams(Exchange exchange, boolean on) {
        exchange.getExchangeExtension().setStreamCacheDisabled(!on);
    }

    private GenerateCall call(Object request, Exchange exchange, UpstreamCall upstreamCall) {
        if (request instanceof TextRequest text) {
            return TextTranslator.toGenerate(text, profile, dialect.apply(exchange));
        }
        ImageReader images =
                new ImageReader(imageFetcher, imageMaxBytes, Duration.ofMillis(imageTimeout), upstreamCall::bindEnd);
        return ChatTranslator.toGenerate((ChatCompletionRequest) request, profile, dialect.apply(exchange), images);
    }

    /**
     * The completion for an answer of {@code generate}.
     *
     * @throws TritonException when the answer is an error, too long, or cannot be read
     * @throws IOException when the connection fails
     */
    public Object fromAnswer(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        return answers.whole(body, status, call, head, exchange);
    }

    /**
     * What the client gets for the events of {@code generate_stream}: an InputStream of server-sent events, which is returned
     * when the first has come, or the completion if it does not stream.
     *
     * @throws TritonException when Triton fails, for a stream before the first event
     * @throws IOException when the connection does
     */
    public Object fromEvents(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        cacheStreams(exchange, true);
        answers.requireEvents(body, status, contentType, exchange);
        return call.wanted().stream()
                ? answers.chunks(body, call, head, exchange)
                : answers.gathered(body, call, head, exchange);
    }

    /**
     * {@link #fromAnswer} or {@link #fromEvents}, for the answer of one of several Tritons that {@link TritonReplicas} has chosen. A failure
     * that is no fault of this Triton is kept for it, so that a circuit breaker around this step does not count it.
     *
     * @throws TritonException when Triton is not ready, or its answer cannot be read
     * @throws IOException when the connection fails
     */
    public Object fromReplica(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        try {
            return call.endpoint().equals("generate")
                    ? fromAnswer(body, status, call, head, exchange)
                    : fromEvents(body, status, contentType, call, head, exchange);
        } catch (TritonException | IOException e) {
            if (UpstreamCall.of(exchange).isCancelled() || !ReplicaFailure.isOfTheReplica(e)) {
                ReplicaFailure.keep(e, exchange);
                return null;
            }
            throw e;
        }
    }

    /** What would be sent to Triton. */
    public Rendering toRendering(
            @ExchangeProperty(CALL) GenerateCall call, @ExchangeProperty(HEAD) CompletionHead head) {
        return Rendering.of(call, head);
    }

    private TokenCount counter() {
        if (tokenizer == null || tokenizer.isBlank()) {
            return null;
        }
        return TokenCounter.load(Path.of(tokenizer.trim().replaceFirst("^file:(//(?=/))?", "")))::count;
    }
}
