package io.openaitriton.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.LayoutOptions;
import io.openaitriton.encoder.Pooling;
import io.openaitriton.lookup.BackgroundPolls;
import io.openaitriton.lookup.DialectFinder;
import io.openaitriton.lookup.ModelConfiguration;
import io.openaitriton.lookup.TritonLookup;
import io.openaitriton.model.Allowed;
import io.openaitriton.model.ServedModel;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** The properties of a model that encodes texts: what it takes, in which batches, and how its output is used. */
public abstract class EncoderProperties extends ServedModel {
    private String kind = "auto";
    private String input = "";
    private String idsInput = LayoutOptions.DEFAULT.ids();
    private String maskInput = LayoutOptions.DEFAULT.mask();
    private String typesInput = LayoutOptions.DEFAULT.types();
    private String output = "";
    private String tokenizer = "";
    private int contextLength;
    private boolean truncate;
    private int maxBatch;
    private int maxCalls = 8;

    private Layout named;
    private DialectFinder<Layout> finder;
    private ModelTokens tokens;

    protected EncoderProperties() {}

    /**
     * What the model takes: {@code text}, {@code tokens}, for embeddings {@code vllm}, or {@code auto} to find it from Triton at
     * the first request; see
     * {@code docs/embeddings.md} and {@code docs/rerank.md}. Default {@code auto}.
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

    /** Name of the input that separates tokens from padding, if there is one. Default {@code attention_mask}. */
    public void setMaskInput(String maskInput) {
        this.maskInput = maskInput.trim();
    }

    /** Name of the input of token types, if there is one. Default {@code token_type_ids}. */
    public void setTypesInput(String typesInput) {
        this.typesInput = typesInput.trim();
    }

    /** Name of the output. Default: the only output of floating-point numbers, else an output with a usual name. */
    public void setOutput(String output) {
        this.output = output.trim();
    }

    /** The model's tokenizer: path of a {@code tokenizer.json}, or of a folder with one. A model that takes tokens needs it. Default none. */
    public void setTokenizer(String tokenizer) {
        this.tokenizer = tokenizer.trim();
    }

    /** Most tokens of an input. Needs a tokenizer. Default 0, not checked. */
    public void setContextLength(int contextLength) {
        this.contextLength = contextLength;
    }

    /** True to truncate longer inputs; else they get 400. Default false. */
    public void setTruncate(boolean truncate) {
        this.truncate = truncate;
    }

    /** Most inputs of a call, for a model that takes more. Default 0: as many as the model takes. */
    public void setMaxBatch(int maxBatch) {
        this.maxBatch = maxBatch;
    }

    /** Concurrent calls of one request. Default 8. */
    public void setMaxCalls(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    @Override
    public void start() {
        checkServed();
        String model = getModel();
        Allowed allowed = new Allowed(model);
        allowed.oneOf(kinds(), "kind", kind);
        check(allowed);
        allowed.atLeast(0, "contextLength", contextLength);
        allowed.atLeast(0, "maxBatch", maxBatch);
        allowed.atLeast(1, "maxCalls", maxCalls);
        boolean counts = !tokenizer.isEmpty();
        if (!counts && (contextLength > 0 || truncate)) {
            throw new IllegalArgumentException("The definition of " + model + " has '"
                    + (contextLength > 0 ? "contextLength" : "truncate")
                    + "', which needs 'tokenizer': the path of the model's tokenizer.json");
        }
        tokens = counts ? FileTokens.load(path(tokenizer)) : null;
        if (contextLength > 0) {
            requireRoom(tokens);
        }
        LayoutOptions options = new LayoutOptions(
                kind,
                input,
                idsInput,
                maskInput,
                typesInput,
                output,
                pooling(),
                normalize(),
                maxBatch,
                tokens == null ? 0 : tokens.padId(),
                maxAnswerBytes());
        named = named(options);
        if (named == null) {
            CamelContext context = getCamelContext();
            finder = new DialectFinder<>(
                    urls(),
                    model,
                    url -> new ModelConfiguration(() -> TritonLookup.of(context), model, configTimeout()).read(url),
                    config -> find(config, options),
                    layout -> " takes " + layout.description(),
                    () -> BackgroundPolls.of(context),
                    // an edited route leaves its old context without routes
                    () -> !context.getRoutes().isEmpty());
        }
        started();
    }

    private void requireRoom(ModelTokens tokens) {
        try {
            requireRoom(tokens, contextLength);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'contextLength' of " + getModel() + " is too small: " + e.getMessage(), e);
        }
    }

    /** What {@code kind} may be. */
    protected abstract List<String> kinds();

    /** Checks the properties that only this class has. */
    protected abstract void check(Allowed allowed);

    /** @throws IllegalArgumentException if an input of that many tokens has no room for a text */
    protected abstract void requireRoom(ModelTokens tokens, int most);

    protected abstract Pooling pooling();

    /** Null if the output decides it. */
    protected abstract Boolean normalize();

    /** The layout of a model whose configuration is not read; null when it is. */
    protected abstract Layout named(LayoutOptions options);

    /** The layout that a model's configuration shows. */
    protected abstract Layout find(JsonNode config, LayoutOptions options);

    /** The model's layout; the first call may read it from Triton. */
    protected final Layout layout(Exchange exchange) {
        return finder == null ? named : finder.find(exchange);
    }

    /** The layout of one replica; may read it from that replica. */
    final Layout layoutAt(String url) {
        return finder == null ? named : finder.at(url);
    }

    /** The model's tokenizer; null when the definition has none. */
    protected final ModelTokens tokens() {
        return tokens;
    }

    protected final int contextLength() {
        return contextLength;
    }

    protected final boolean truncates() {
        return truncate;
    }

    protected final int maxCalls() {
        return maxCalls;
    }

    @Override
    public final void failedAt(String url, Exception failure) {
        if (finder != null) {
            finder.failedAt(url, failure);
        }
    }

    @Override
    protected final Runnable whenConnected() {
        return finder == null ? null : finder::connected;
    }
}
