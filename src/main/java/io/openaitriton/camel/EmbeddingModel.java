package io.openaitriton.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.embeddings.Embedding;
import io.openaitriton.api.embeddings.EmbeddingList;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.LayoutOptions;
import io.openaitriton.encoder.Layouts;
import io.openaitriton.encoder.Pooling;
import io.openaitriton.encoder.Vector;
import io.openaitriton.encoding.EmbeddingInputs;
import io.openaitriton.encoding.EncoderModel;
import io.openaitriton.encoding.EncoderWork;
import io.openaitriton.encoding.ModelTokens;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.model.Allowed;
import io.openaitriton.model.ModelAddresses;
import io.openaitriton.observe.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * The definition of an embedding model, and the translator of its route: {@link #begin}, {@link #prepare}, then the calls, then
 * {@link #toAnswer}. A bean in the
 * model's route file, with {@link #start} as its init method. {@code routes/triton-embedding.camel.yaml} has the steps in between.
 */
public final class EmbeddingModel extends EncoderModel {

    private static final List<String> SWITCH = List.of("auto", "true", "false");

    private String pooling = "auto";
    private String normalize = "auto";
    private boolean shortens;

    /** Reads the definition, and starts what it needs; before the model's first request. */
    @Override
    public void start() {
        OpenAiConverters.register(getCamelContext());
        super.start();
    }

    /**
     * How the vectors of a text's tokens become one vector: {@code mean}, {@code cls}, {@code last}, {@code none} for a model
     * that gives one vector, or {@code auto}: {@code mean} if the output shows several. Default {@code auto}.
     */
    public void setPooling(String pooling) {
        this.pooling = pooling.trim().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether vectors are normalised to length 1: {@code true}, {@code false}, or {@code auto} for vectors that the gateway
     * pools. Default {@code auto}.
     */
    public void setNormalize(String normalize) {
        this.normalize = normalize.trim();
    }

    /**
     * True for a model whose vectors may be cut to the {@code dimensions} of a request, because it was trained for that
     * (Matryoshka). Default false: requests with dimensions get 400, except for models of vLLM, which check it themselves.
     */
    public void setShortens(boolean shortens) {
        this.shortens = shortens;
    }

    /**
     * The calls for the request, as lanes: in each lane one call follows another.
     *
     * @throws ApiException 400, naming what this model cannot do; 503 if the model has no URL
     */
    public List<?> prepare(@ExchangeProperty(OpenAiProperties.REQUEST) EmbeddingsRequest request, Exchange exchange) {
        ModelAddresses.requireUrl(this);
        Layout layout = layout(exchange);
        checkDimensions(request.dimensions(), layout);
        return EncoderWork.begin(
                        new EmbeddingInputs(tokens(), contextLength(), truncates()).read(request.input(), layout),
                        layout,
                        request.dimensions(),
                        exchange)
                .lanes(maxCalls());
    }

    private void checkDimensions(Integer dimensions, Layout layout) {
        if (dimensions == null || layout.shortens() || dimensions == layout.dims()) {
            return;
        }
        if (!shortens) {
            throw ApiException.invalid(
                    "dimensions",
                    "'dimensions' is not supported by this model"
                            + (layout.dims() > 0 ? ": its vectors have " + layout.dims() + " dimensions" : "")
                            + ". Leave the field out.");
        }
        if (layout.dims() > 0 && dimensions > layout.dims()) {
            throw tooMany(dimensions, layout.dims());
        }
    }

    private static ApiException tooMany(int dimensions, int dims) {
        return ApiException.invalid(
                "dimensions",
                "Invalid value for 'dimensions': expected at most " + dims + ", but got " + dimensions + ".");
    }

    /**
     * The answer, when all calls have been made.
     *
     * @throws Exception the failure of a call
     */
    public EmbeddingList toAnswer(
            @ExchangeProperty(OpenAiProperties.REQUEST) EmbeddingsRequest request, Exchange exchange) throws Exception {
        EncoderWork work = EncoderWork.of(exchange);
        List<Vector> vectors = work.job().vectors();
        boolean cut = request.dimensions() != null && !work.job().layout().shortens();
        List<Embedding> data = new ArrayList<>(vectors.size());
        for (Vector each : vectors) {
            Vector vector = cut ? cut(each, request.dimensions()) : each;
            data.add(new Embedding(data.size(), vector.bytes(), vector.offset(), vector.dims(), request.base64()));
        }
        return new EmbeddingList(data, getModel(), work.usage(exchange));
    }

    private static Vector cut(Vector vector, int dimensions) {
        if (dimensions > vector.dims()) {
            throw tooMany(dimensions, vector.dims());
        }
        return dimensions == vector.dims() ? vector : vector.shortened(dimensions);
    }

    @Override
    protected List<String> kinds() {
        return Layouts.KINDS;
    }

    @Override
    protected void check(Allowed allowed) {
        allowed.oneOf(Pooling.NAMES, "pooling", pooling);
        allowed.oneOf(SWITCH, "normalize", normalize);
    }

    @Override
    protected void requireRoom(ModelTokens tokens, int most) {
        tokens.encode("a", most);
    }

    @Override
    protected Pooling pooling() {
        return Pooling.of(pooling);
    }

    @Override
    protected Boolean normalize() {
        return normalize.equals("auto") ? null : (Boolean) Boolean.parseBoolean(normalize);
    }

    @Override
    protected Layout named(LayoutOptions options) {
        return Layouts.named(options);
    }

    @Override
    protected Layout find(JsonNode config, LayoutOptions options) {
        return Layouts.of(config, options);
    }

    @Override
    protected String inputField(Exchange exchange) {
        return "input";
    }

    @Override
    public String edge() {
        return "/v1/embeddings";
    }

    @Override
    public String summary() {
        return "embeddings";
    }

    @Override
    protected Operation operation(Exchange exchange) {
        return Operation.EMBEDDINGS;
    }
}
