package io.openaitriton.camel;

import io.openaitriton.admission.ModelQueue;
import io.openaitriton.api.chat.PromptRenderer;
import io.openaitriton.api.models.Model;
import io.openaitriton.call.CallLimits;
import io.openaitriton.call.TritonAnswers;
import io.openaitriton.call.TritonCall;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.generation.TokenCount;
import io.openaitriton.images.ImageFetcher;
import io.openaitriton.images.ImageReader;
import io.openaitriton.prompt.ControlTokenPolicy;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSources;
import io.openaitriton.queue.QueueBounds;
import io.openaitriton.template.TemplateLimits;
import io.openaitriton.tokenizer.TokenCounter;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a route file says of a model, as properties of its bean; {@code docs/configuration.md} has them as a table. */
public abstract class ModelDefinition implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDefinition.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();
    private static final String AUTO = "auto";
    private static final String CONTEXT = "context";

    /** What may stand in a path as it is, RFC 3986 3.3. */
    private static final String MARKS = "- . _ ~ ! $ & ' ( ) * + , ; = : @";

    private static final String MODEL = "[A-Za-z0-9" + MARKS.replace(" ", "") + "]+";

    private final long loaded = Clock.systemUTC().instant().getEpochSecond();

    private String model;
    private List<String> urls = List.of();
    private String templateName;
    private String bosToken = "";
    private String controlTokens = "";
    private String controlTokensInContent = "neutralise";
    private long templateTimeout = TemplateLimits.DEFAULT.timeout();
    private long templateMemory = TemplateLimits.DEFAULT.memory();
    private double temperature = 0.7;
    private double topP = 0.95;
    private String maxTokens = "100";
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
    private PromptRenderer renderer;
    private ModelProfile profile;
    private Dialect named;
    private DialectFinder finder;
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

    /** Longest time that the template may run for a request, in milliseconds, 1 or more. Default 2000. */
    public void setTemplateTimeout(long templateTimeout) {
        this.templateTimeout = templateTimeout;
    }

    /** Memory that the template may hold, the conversation included, in bytes, 1 or more. Default 128 MiB. */
    public void setTemplateMemory(long templateMemory) {
        this.templateMemory = templateMemory;
    }

    /** Temperature where a request has none, 0 to 2. Default 0.7. */
    public void setTemperature(double temperature) {
        this.temperature = temperature;
    }

    /** {@code top_p} where a request has none, 0 to 1. Default 0.95. */
    public void setTopP(double topP) {
        this.topP = topP;
    }

    /**
     * {@code max_tokens} where a request has none: 1 or more, or {@code context} for what the prompt leaves of {@link #setContextLength}, and
     * without one for more than any context has. Default 100.
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
        if (context != null && !context.isStarted()) {
            startWith(context);
        }
    }

    /** A definition without an init method is started with its context: it would fail every request otherwise. */
    private void startWith(CamelContext starting) {
        try {
            starting.addStartupListener((started, already) -> {
                if (profile == null) {
                    start();
                }
            });
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
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
        check();
        TokenCount counter = counter();
        renderer = template();
        profile = new ModelProfile(
                new SamplingDefaults(
                        temperature,
                        topP,
                        maxTokens.equals(CONTEXT) ? null : tokens(),
                        maxTokensLimit == 0 ? null : maxTokensLimit,
                        loraSeparator()),
                EndpointChoice.of(upstreamName),
                counter,
                contextLength == 0 ? null : contextLength);
        answers = new TritonAnswers(maxAnswerBytes, maxEventBytes);
        DialectOptions options = new DialectOptions(structuredOutputs, cumulative);
        if (dialectName.equals(AUTO)) {
            finder = new DialectFinder(
                    urls,
                    model,
                    new ModelConfiguration(() -> TritonLookup.of(context), model, configTimeout)::read,
                    options,
                    () -> ConfigPolls.of(context),
                    // routes that were edited leave their context behind
                    () -> !context.getRoutes().isEmpty());
        } else {
            named = Dialects.named(dialectName, options);
        }
        queue = new ModelQueue(context, model, new QueueBounds(maxConcurrent, maxQueued, maxWait));
        imageFetcher = imageHosts.isBlank()
                ? null
                : new ImageFetcher(imageHosts, imagePrivateHosts, Duration.ofMillis(imageTimeout));
    }

    private void check() {
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("A model's definition needs 'model', its name in Triton's repository");
        }
        if (!model.matches(MODEL) || model.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("The property 'model' of a model's definition is '" + model
                    + "', which Triton would not find: Triton does not decode paths, so a name may have only ASCII letters, digits and"
                    + " " + MARKS + ". Rename the model in Triton's repository");
        }
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'url', http://host:port of its Triton, or several with commas between");
        }
        checkValues(new Allowed(model));
        if (!urls.stream().allMatch(url -> isUri(url + "/v2/models/" + model))) {
            throw new IllegalArgumentException("The definition of " + model
                    + " has a model or url that is no part of a URL: " + getUrl() + "/v2/models/" + model);
        }
        if (templateName == null || templateName.isBlank()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'template', a built-in name (" + String.join(", ", TemplateSources.BUILT_IN)
                    + ") or the path of a tokenizer_config.json or chat_template.jinja");
        }
        if (topP == 0 && (dialectName.equals("vllm") || dialectName.equals("tensorrt-llm"))) {
            throw new IllegalArgumentException(
                    "The default top_p of " + model + " must be above 0 in the dialect " + dialectName);
        }
    }

    private Integer tokens() {
        try {
            return Integer.valueOf(maxTokens);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'maxTokens' of " + model + " must be a whole number of 1 or more, or 'context', but is '"
                            + maxTokens + "'",
                    e);
        }
    }

    private void checkValues(Allowed allowed) {
        urls.forEach(url -> allowed.url("url", url));
        allowed.between(0, 2, "temperature", temperature);
        allowed.between(0, 1, "topP", topP);
        allowed.tokens("maxTokens", maxTokens);
        allowed.atLeast(0, "maxTokensLimit", maxTokensLimit);
        allowed.atLeast(0, "contextLength", contextLength);
        allowed.atLeast(1, "configTimeout", configTimeout);
        allowed.separator("loraSeparator", loraSeparator);
        allowed.atLeast(1, "maxAnswerBytes", maxAnswerBytes);
        allowed.atLeast(1, "maxEventBytes", maxEventBytes);
        allowed.atLeast(1, "templateTimeout", templateTimeout);
        allowed.atLeast(1, "templateMemory", templateMemory);
        allowed.atLeast(1, "imageMaxBytes", imageMaxBytes);
        allowed.atLeast(1, "imageTimeout", imageTimeout);
        allowed.atLeast(0, "idleTimeout", idleTimeout);
        allowed.atLeast(0, "totalTimeout", totalTimeout);
        allowed.atLeast(0, "maxConcurrent", maxConcurrent);
        allowed.atLeast(0, "maxQueued", maxQueued);
        allowed.atLeast(1, "maxWait", maxWait);
    }

    private static boolean isUri(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private PromptTemplate template() {
        List<String> control = new ArrayList<>(List.of(controlTokens.trim().split("\\s+")));
        if (tokenizerFile() != null) {
            control.addAll(TemplateSources.specialTokens(tokenizerFile()));
        }
        PromptTemplate template = new PromptTemplate(
                TemplateSources.find(templateName.trim()),
                PromptSettings.DEFAULT
                        .withBosToken(bosToken)
                        .withControlTokens(control)
                        .withPolicy(ControlTokenPolicy.of(controlTokensInContent))
                        .withLimits(TemplateLimits.DEFAULT
                                .withTimeout(templateTimeout)
                                .withMemory(templateMemory)));
        template.untoldTokens().forEach(this::tellUntold);
        return template;
    }

    /** Once, however often the routes make their definitions. */
    private void tellUntold(String token) {
        if (!TOLD.add(System.identityHashCode(context) + model + templateName + token)) {
            return;
        }
        if (!token.equals("bos_token")) {
            LOG.warn(
                    "The chat template {} of {} writes {}, which no file defines: prompts lack this token. Put the model's"
                            + " tokenizer_config.json beside the template",
                    templateName,
                    model,
                    token);
        } else if (!TemplateSources.BUILT_IN.contains(templateName.trim())) {
            LOG.info(
                    "The chat template {} of {} writes bos_token, which is empty: vLLM and TensorRT-LLM put that token before"
                            + " every prompt themselves. For a backend that does not, set 'bosToken' in the model's definition",
                    templateName,
                    model);
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

    /** {@code max_tokens} where a request has none: a number, or {@code context}. */
    public String getMaxTokens() {
        return maxTokens;
    }

    /** The model as OpenAI's clients list it. */
    public Model describe() {
        return new Model(model, loaded, "triton");
    }

    /** What stands before an adapter's name in a request's {@code model}; null when names have none. */
    final String loraSeparator() {
        return loraSeparator == null || loraSeparator.isEmpty() ? null : loraSeparator;
    }

    /** Makes the prompts of its conversations. */
    final PromptRenderer renderer() {
        return renderer;
    }

    final ModelProfile profile() {
        return profile;
    }

    /** How the model is spoken to; the first of these may ask Triton. */
    final Dialect dialect(Exchange exchange) {
        return finder == null ? named : finder.find(exchange);
    }

    /** The dialect of one of its replicas; may ask that replica. */
    final Dialect dialectAt(String url) {
        return finder == null ? named : finder.at(url);
    }

    /** A call to one of its replicas failed. */
    final void failedAt(String url, Exception failure) {
        if (finder != null) {
            finder.failedAt(url, failure);
        }
    }

    final TritonAnswers answers() {
        return answers;
    }

    final ModelQueue queue() {
        return queue;
    }

    /** Begins a call of this exchange, within the model's own time-outs. */
    final TritonCall begin(Exchange exchange) {
        TritonCall call = TritonCall.begin(exchange, new CallLimits(idleTimeout, totalTimeout));
        return finder == null ? call : call.whenConnected(finder::connected);
    }

    /** What reads the images of a request; fetching them ends with its call. */
    final ImageReader images(TritonCall call) {
        return new ImageReader(imageFetcher, imageMaxBytes, Duration.ofMillis(imageTimeout), call::bindEnd);
    }

    private TokenCount counter() {
        if (tokenizerFile() == null) {
            return null;
        }
        return TokenCounter.load(tokenizerFile())::count;
    }

    private Path tokenizerFile() {
        return tokenizer == null || tokenizer.isBlank()
                ? null
                : Path.of(tokenizer.trim().replaceFirst("^file:(//(?=/))?", ""));
    }
}
