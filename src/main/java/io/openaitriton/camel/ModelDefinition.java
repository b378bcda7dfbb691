package io.openaitriton.camel;

import io.openaitriton.admission.ModelQueue;
import io.openaitriton.answer.TritonAnswers;
import io.openaitriton.api.chat.PromptRenderer;
import io.openaitriton.api.models.Model;
import io.openaitriton.call.CallLimits;
import io.openaitriton.call.TritonCall;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.generation.TokenCount;
import io.openaitriton.images.ImageFetcher;
import io.openaitriton.images.ImageReader;
import io.openaitriton.lookup.DialectFinder;
import io.openaitriton.lookup.ModelConfiguration;
import io.openaitriton.lookup.SpecialTokens;
import io.openaitriton.lookup.TritonLookup;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.queue.QueueBounds;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.Writing;
import io.openaitriton.tokenizer.Tokenizer;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.enforce.StructuralTags;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/**
 * A model's definition in a route file, and what is made of it when it starts: its template, its dialect, its queue. {@code
 * docs/configuration.md} has its properties as a table.
 */
public abstract class ModelDefinition extends ModelProperties implements CamelContextAware {
    private static final String AUTO = "auto";
    private static final String CONTEXT = "context";

    private final long loaded = Clock.systemUTC().instant().getEpochSecond();

    private CamelContext context;
    private ModelNames answersTo = ModelNames.NONE;
    private ModelQueue queue;
    private PromptRenderer renderer;
    private ModelProfile profile;
    private Dialect named;
    private DialectFinder finder;
    private TritonAnswers answers;
    private ImageFetcher imageFetcher;

    ModelDefinition() {}

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
     * Takes what the definition does not have from the settings, and checks it.
     *
     * @throws IllegalArgumentException when something is missing or wrong
     */
    public void start() {
        ModelDefaults.fill(this, context);
        new DefinitionCheck(this).check();
        answersTo = ModelNames.of(names);
        Path tokenizer = ModelTemplate.tokenizer(this);
        TokenCount counter = tokenizer == null ? null : Tokenizer.read(tokenizer)::count;
        PromptTemplate template = ModelTemplate.of(this);
        ResponseFormat response = new ModelResponse(this, template).format();
        renderer = template.writingCalls(response.tools());
        profile = new ModelProfile(
                new SamplingDefaults(
                        temperature,
                        topP,
                        maxTokens.equals(CONTEXT) ? null : tokens(),
                        maxTokensLimit == 0 ? null : maxTokensLimit,
                        loraSeparator()),
                EndpointChoice.of(upstream),
                response,
                counter,
                contextLength == 0 ? null : contextLength);
        answers = new TritonAnswers(maxAnswerBytes, maxEventBytes);
        DialectOptions options = new DialectOptions(
                structuredOutputs,
                cumulative,
                StructuralTags.valueOf(structuralTags.toUpperCase(Locale.ROOT)),
                grammarAfterThinking,
                strictTools.equals("ignore"));
        if (dialect.equals(AUTO)) {
            finder = new DialectFinder(
                    urls,
                    model,
                    new SpecialTokens(
                            model,
                            Writing.hasSpecialTokens(profile.response()),
                            (url, name) -> new ModelConfiguration(() -> TritonLookup.of(context), name, configTimeout)
                                    .read(url),
                            () -> ConfigPolls.of(context))::read,
                    options,
                    () -> ConfigPolls.of(context),
                    // routes that were edited leave their context behind
                    () -> !context.getRoutes().isEmpty());
        } else {
            named = Dialects.named(dialect, options);
        }
        queue = new ModelQueue(context, model, new QueueBounds(maxConcurrent, maxQueued, maxWait));
        imageFetcher = imageHosts.isBlank()
                ? null
                : new ImageFetcher(imageHosts, imagePrivateHosts, Duration.ofMillis(imageTimeout));
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

    /** The model as OpenAI's clients list it. */
    public Model describe() {
        return new Model(model, loaded, "triton");
    }

    /** The names besides its own that it answers to. */
    final ModelNames answersTo() {
        return answersTo;
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

    /** Begins a call of this exchange, within the model's own timeouts. */
    final TritonCall beginCall(Exchange exchange) {
        TritonCall call = TritonCall.begin(exchange, new CallLimits(idleTimeout, totalTimeout));
        return finder == null ? call : call.whenConnected(finder::connected);
    }

    /** What reads the images of a request; fetching them ends with its call. */
    final ImageReader images(TritonCall call) {
        return new ImageReader(imageFetcher, imageMaxBytes, Duration.ofMillis(imageTimeout), call::bindEnd);
    }
}
