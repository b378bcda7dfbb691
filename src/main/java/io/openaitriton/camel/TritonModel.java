package io.openaitriton.camel;

import io.openaitriton.openai.ChatCompletion;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.Model;
import io.openaitriton.prompt.ControlTokenPolicy;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSources;
import io.openaitriton.tokenizer.TokenCounter;
import io.openaitriton.translate.ChatStreamTranslator;
import io.openaitriton.translate.ChatTranslator;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.DialectOptions;
import io.openaitriton.translate.Dialects;
import io.openaitriton.translate.GenerateCall;
import io.openaitriton.translate.ModelProfile;
import io.openaitriton.translate.SamplingDefaults;
import io.openaitriton.translate.TokenCount;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.GenerateRequest;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/**
 * The definition of a model, and the translator of its route: {@link #toGenerate}, then the HTTP call, then
 * {@link #toCompletion} or {@link #toChunks}. Defined as a bean in the model's route file, with {@link #start} as its
 * init method.
 */
public final class TritonModel {
    private static final String REQUEST = "openaiRequest";
    private static final String CALL = "tritonCall";
    private static final String AUTO = "auto";
    private static final String HEAD = "openaiCompletionHead";

    private final long loaded = Clock.systemUTC().instant().getEpochSecond();

    private String model;
    private String url;
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
    private int maxAnswerBytes = 64 * 1024 * 1024;
    private int maxEventBytes = 1024 * 1024;

    private ModelProfile profile;
    private Function<Exchange, Dialect> dialect;

    /** Name of the model in Triton's repository, which is also the name that clients are told. Required. */
    public void setModel(String model) {
        this.model = model;
    }

    /** Address of Triton, {@code http://host:port}; for the log, the route itself says where it calls. Required. */
    public void setUrl(String url) {
        this.url = url;
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

    /** Longest answer that is taken from {@code generate}, in bytes. Default 64 MiB. */
    public void setMaxAnswerBytes(int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** Longest event that is taken from {@code generate_stream}, in bytes. Default 1 MiB. */
    public void setMaxEventBytes(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
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
        if (url == null || !url.matches("https?://[^\\s]*[^\\s/]")) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'url', http://host:port of its Triton without a slash at the end, but has " + url);
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
        profile = new ModelProfile(template, defaults, counter(), contextLength == 0 ? null : contextLength);
        DialectOptions options = new DialectOptions(structuredOutputs, cumulative);
        if (dialectName.equals(AUTO)) {
            dialect = new DialectFinder(url, model, options, configTimeout)::find;
        } else {
            Dialect named = Dialects.named(dialectName, options);
            dialect = exchange -> named;
        }
        if (dialectName.equals("vllm") && topP == 0) {
            throw new IllegalArgumentException(
                    "The default top_p of " + model + " must be above 0 in the dialect vllm");
        }
    }

    /** Name of the model. */
    public String getModel() {
        return model;
    }

    /** Address of Triton. */
    public String getUrl() {
        return url;
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
     * The generate request for a chat request.
     *
     * @throws io.openaitriton.translate.ApiException 400, naming what this model cannot do
     */
    public GenerateRequest toGenerate(@ExchangeProperty(REQUEST) ChatCompletionRequest request, Exchange exchange) {
        GenerateCall call = ChatTranslator.toGenerate(request, profile, dialect.apply(exchange));
        exchange.setProperty(CALL, call);
        exchange.setProperty(
                HEAD,
                new CompletionHead(
                        "chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
                        Clock.systemUTC().instant().getEpochSecond(),
                        model));
        return call.request();
    }

    /**
     * The completion for an answer of {@code generate}.
     *
     * @throws TritonException when the answer is an error, too long, or cannot be read
     * @throws IOException when the connection fails
     */
    public ChatCompletion toCompletion(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        String answer = read(body, exchange);
        if (status != 200) {
            throw GenerateAnswer.failure(status, answer);
        }
        return ChatTranslator.toCompletion(answer, call, head);
    }

    /**
     * The chunks for the events of {@code generate_stream}, as server-sent events. Returns when the first has come.
     *
     * @throws TritonException when Triton fails before the first event
     * @throws IOException when the connection does
     */
    public InputStream toChunks(
            @Body InputStream body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(CALL) GenerateCall call,
            @ExchangeProperty(HEAD) CompletionHead head,
            Exchange exchange)
            throws IOException {
        if (status != 200) {
            throw GenerateAnswer.failure(status, read(body, exchange));
        }
        if (contentType != null && !contentType.startsWith("text/event-stream")) {
            GenerateAnswer.parse(read(body, exchange));
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "the answer is no event stream");
        }
        ChatCompletionStream stream = new ChatCompletionStream(
                body, UpstreamCall.of(exchange), new ChatStreamTranslator(call, head, maxEventBytes));
        boolean ok = false;
        try {
            stream.awaitFirstEvent();
            ok = true;
            stream.handOver(exchange);
            return stream;
        } finally {
            if (!ok) {
                stream.close();
            }
        }
    }

    private TokenCount counter() {
        if (tokenizer == null || tokenizer.isBlank()) {
            return null;
        }
        return TokenCounter.load(Path.of(tokenizer.trim().replaceFirst("^file:(//(?=/))?", "")))::count;
    }

    private String read(InputStream body, Exchange exchange) throws IOException {
        if (body == null) {
            return "";
        }
        byte[] bytes = body.readNBytes(maxAnswerBytes);
        if (bytes.length == maxAnswerBytes && body.read() >= 0) {
            // without this camel-http would read the rest of it
            UpstreamCall.of(exchange).cancel();
            throw new TritonException(
                    TritonException.Kind.BAD_ANSWER, "it is longer than " + maxAnswerBytes + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
