package io.openaitriton.model;

import io.openaitriton.answer.TritonAnswers;
import io.openaitriton.call.TritonCall;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.generation.TokenCount;
import io.openaitriton.images.ImageFetcher;
import io.openaitriton.images.ImageReader;
import io.openaitriton.lookup.BackgroundPolls;
import io.openaitriton.lookup.DialectFinder;
import io.openaitriton.lookup.ModelConfiguration;
import io.openaitriton.lookup.SpecialTokens;
import io.openaitriton.lookup.TritonLookup;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.sanitize.TurnMarker;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.Writing;
import io.openaitriton.tokenizer.Tokenizer;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.enforce.StructuralTags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * A model's definition in a route file, and what it creates at its start: template, dialect and queue. {@code
 * docs/configuration.md} has its properties as a table.
 */
public abstract class ModelDefinition extends ModelProperties {
    /** Exchange property: the {@link io.openaitriton.triton.dialect.GenerateCall} of a text model. */
    public static final String CALL = "tritonCall";

    private static final String AUTO = "auto";
    private static final String CONTEXT = "context";

    private PromptTemplate renderer;
    private ModelProfile profile;
    private Dialect named;
    private DialectFinder<Dialect> finder;
    private TritonAnswers answers;
    private Set<TurnMarker> marks = Set.of();
    private List<String> formats = List.of();
    private ImageFetcher imageFetcher;

    protected ModelDefinition() {}

    @Override
    public void start() {
        CamelContext context = getCamelContext();
        ModelDefaults.fill(this, context);
        new DefinitionCheck(this).check();
        Path tokenizer = ModelTemplate.tokenizer(this);
        TokenCount counter = tokenizer == null ? null : Tokenizer.read(tokenizer)::count;
        PromptTemplate template = ModelTemplate.of(this);
        marks = template.marks();
        ModelResponse finding = new ModelResponse(this, template);
        ResponseFormat response = finding.format();
        formats = finding.lines();
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
            finder = new DialectFinder<>(
                    urls,
                    model,
                    new SpecialTokens(
                            model,
                            Writing.hasSpecialTokens(profile.response()),
                            (url, name) -> new ModelConfiguration(() -> TritonLookup.of(context), name, configTimeout)
                                    .read(url),
                            () -> BackgroundPolls.of(context))::read,
                    config -> Dialects.of(config, options),
                    found -> " is called with the dialect " + found.id(),
                    () -> BackgroundPolls.of(context),
                    // an edited route leaves its old context without routes
                    () -> !context.getRoutes().isEmpty());
        } else {
            named = Dialects.named(dialect, options);
        }
        imageFetcher = imageHosts.isBlank()
                ? null
                : new ImageFetcher(imageHosts, imagePrivateHosts, Duration.ofMillis(imageTimeout));
        started();
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

    @Override
    public ModelState state() {
        return ModelState.of(this, marks, formats, finder == null ? Map.of() : finder.known());
    }

    /** Renders the model's prompts. */
    public final PromptTemplate renderer() {
        return renderer;
    }

    public final ModelProfile profile() {
        return profile;
    }

    /** The model's dialect; the first call may read it from Triton. */
    protected final Dialect dialect(Exchange exchange) {
        return finder == null ? named : finder.find(exchange);
    }

    /** The dialect of one replica; may read it from that replica. */
    protected final Dialect dialectAt(String url) {
        return finder == null ? named : finder.at(url);
    }

    @Override
    public final void failedAt(String url, Exception failure) {
        if (finder != null) {
            finder.failedAt(url, failure);
        }
    }

    /** Translates Triton's answers. */
    protected final TritonAnswers answers() {
        return answers;
    }

    @Override
    protected final Runnable whenConnected() {
        return finder == null ? null : finder::connected;
    }

    /** Reads the images of a request; the end of the call also ends fetching them. */
    protected final ImageReader images(TritonCall call) {
        return new ImageReader(imageFetcher, imageMaxBytes, Duration.ofMillis(imageTimeout), call::bindEnd);
    }
}
