package io.openaitriton.camel;

import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.LayoutOptions;
import io.openaitriton.encoder.Layouts;
import io.openaitriton.encoder.Pooling;
import io.openaitriton.lookup.DialectFinder;
import io.openaitriton.lookup.ModelConfiguration;
import io.openaitriton.lookup.TritonLookup;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** What a route file says of a model that encodes texts: what it takes, in which batches, and what becomes of its output. */
public abstract class EncoderProperties extends ServedModel {
    private static final List<String> SWITCH = List.of("auto", "true", "false");

    String kind = "auto";
    String input = "";
    String idsInput = LayoutOptions.DEFAULT.ids();
    String maskInput = LayoutOptions.DEFAULT.mask();
    String typesInput = LayoutOptions.DEFAULT.types();
    String output = "";
    String pooling = "auto";
    String normalize = "auto";
    String tokenizer = "";
    int contextLength;
    boolean truncate;
    int maxBatch;
    int maxCalls = 8;

    private Layout named;
    private DialectFinder<Layout> finder;
    private EmbeddingInputs inputs;

    EncoderProperties() {}

    /**
     * What the model takes: {@code vllm}, {@code text}, {@code tokens}, or {@code auto} to find out from Triton at the first request; see {@code
     * docs/embeddings.md}. Default {@code auto}.
     */
    public void setKind(String kind) {
        this.kind = kind.trim();
    }

    /** Name of the input of texts. Default: the only one. */
    public void setInput(String input) {
        this.input = input.trim();
    }

    /** Name of the input of token ids. Default {@code input_ids}. */
    public void setIdsInput(String idsInput) {
        this.idsInput = idsInput.trim();
    }

    /** Name of the input that tells tokens from padding, if there is one. Default {@code attention_mask}. */
    public void setMaskInput(String maskInput) {
        this.maskInput = maskInput.trim();
    }

    /** Name of the input of token types, if there is one. Default {@code token_type_ids}. */
    public void setTypesInput(String typesInput) {
        this.typesInput = typesInput.trim();
    }

    /** Name of the output. Default: the only one of floating point numbers, else one with a usual name. */
    public void setOutput(String output) {
        this.output = output.trim();
    }

    /**
     * How the vectors of a text's tokens become one: {@code mean}, {@code cls}, {@code last}, {@code none} for a model that gives one, or {@code auto} as the
     * output shows, by {@code mean}. Default {@code auto}.
     */
    public void setPooling(String pooling) {
        this.pooling = pooling.trim().toLowerCase(Locale.ROOT);
    }

    /** Whether vectors are made of length 1: {@code true}, {@code false}, or {@code auto} for those that are pooled here. Default {@code auto}. */
    public void setNormalize(String normalize) {
        this.normalize = normalize.trim();
    }

    /** The model's tokenizer: path of a {@code tokenizer.json}, or of a folder with one. A model that takes tokens needs it. Default none. */
    public void setTokenizer(String tokenizer) {
        this.tokenizer = tokenizer.trim();
    }

    /** Most tokens that an input may have. Needs a tokenizer. Default 0, not checked. */
    public void setContextLength(int contextLength) {
        this.contextLength = contextLength;
    }

    /** True when longer inputs are cut; else they are answered with 400. Default false. */
    public void setTruncate(boolean truncate) {
        this.truncate = truncate;
    }

    /** Inputs of a call at most, for a model that takes more. Default 0, as many as it takes. */
    public void setMaxBatch(int maxBatch) {
        this.maxBatch = maxBatch;
    }

    /** Calls of one request at a time. Default 8. */
    public void setMaxCalls(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    @Override
    public void start() {
        ServedModelCheck.check(this);
        Allowed allowed = new Allowed(model);
        allowed.oneOf(Layouts.KINDS, "kind", kind);
        allowed.oneOf(Pooling.NAMES, "pooling", pooling);
        allowed.oneOf(SWITCH, "normalize", normalize);
        allowed.atLeast(0, "contextLength", contextLength);
        allowed.atLeast(0, "maxBatch", maxBatch);
        allowed.atLeast(1, "maxCalls", maxCalls);
        boolean counts = !tokenizer.isEmpty();
        if (!counts && (contextLength > 0 || truncate)) {
            throw new IllegalArgumentException("The definition of " + model + " has '"
                    + (contextLength > 0 ? "contextLength" : "truncate")
                    + "', which needs 'tokenizer', the path of the model's tokenizer.json");
        }
        ModelTokens tokens = counts ? FileTokens.load(ModelTemplate.path(tokenizer)) : null;
        if (contextLength > 0) {
            requireRoom(tokens);
        }
        inputs = new EmbeddingInputs(tokens, contextLength, truncate);
        LayoutOptions options = new LayoutOptions(
                kind,
                input,
                idsInput,
                maskInput,
                typesInput,
                output,
                Pooling.of(pooling),
                normalize.equals("auto") ? null : (Boolean) Boolean.parseBoolean(normalize),
                maxBatch,
                tokens == null ? 0 : tokens.padId(),
                maxAnswerBytes);
        named = Layouts.named(options);
        if (named == null) {
            CamelContext context = getCamelContext();
            finder = new DialectFinder<>(
                    urls,
                    model,
                    url -> new ModelConfiguration(() -> TritonLookup.of(context), model, configTimeout).read(url),
                    config -> Layouts.of(config, options),
                    layout -> " takes " + layout.description(),
                    () -> ConfigPolls.of(context),
                    // routes that were edited leave their context behind
                    () -> !context.getRoutes().isEmpty());
        }
        started();
    }

    private void requireRoom(ModelTokens tokens) {
        try {
            tokens.encode("a", contextLength);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'contextLength' of " + model + " is too small: " + e.getMessage(), e);
        }
    }

    /** How the model is called; the first of these may ask Triton. */
    final Layout layout(Exchange exchange) {
        return finder == null ? named : finder.find(exchange);
    }

    /** How one of its replicas is called; may ask that replica. */
    final Layout layoutAt(String url) {
        return finder == null ? named : finder.at(url);
    }

    /** Makes what the model takes of what clients send. */
    final EmbeddingInputs inputs() {
        return inputs;
    }

    @Override
    final void failedAt(String url, Exception failure) {
        if (finder != null) {
            finder.failedAt(url, failure);
        }
    }

    @Override
    final Runnable whenConnected() {
        return finder == null ? null : finder::connected;
    }
}
