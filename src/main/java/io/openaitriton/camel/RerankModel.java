package io.openaitriton.camel;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.RandomId;
import io.openaitriton.api.rerank.PairAnswer;
import io.openaitriton.api.rerank.PairRequest;
import io.openaitriton.api.rerank.ScoreRequest;
import io.openaitriton.encoder.Activation;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.LayoutOptions;
import io.openaitriton.encoder.PairLayouts;
import io.openaitriton.encoder.PairOptions;
import io.openaitriton.encoder.Pooling;
import io.openaitriton.encoder.Vector;
import io.openaitriton.encoding.EncoderModel;
import io.openaitriton.encoding.EncoderWork;
import io.openaitriton.encoding.ModelTokens;
import io.openaitriton.encoding.PairInputs;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.model.Allowed;
import io.openaitriton.model.ModelAddresses;
import io.openaitriton.observe.Operation;
import io.openaitriton.tokenizer.Truncation.Strategy;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * The definition of a cross-encoder, which scores pairs of texts, and the translator of its route: {@link #begin},
 * {@link #prepare}, then the calls, then {@link
 * #toAnswer}. A bean in the model's route file, with {@link #start} as its init method.
 * {@code routes/triton-embedding.camel.yaml} has the steps in between: they are the same for all models that encode texts.
 */
public final class RerankModel extends EncoderModel {
    private static final List<String> TRUNCATIONS = List.of("longest_first", "only_second");

    private String queryInput = "";
    private String documentInput = "";
    private String pairTemplate = "";
    private String activation = "auto";
    private String truncation = "longest_first";

    /** Reads the definition, and starts what it needs; before the model's first request. */
    @Override
    public void start() {
        OpenAiConverters.register(getCamelContext());
        super.start();
    }

    /** Name of the input of the first texts, the queries. Default: found. */
    public void setQueryInput(String queryInput) {
        this.queryInput = queryInput.trim();
    }

    /** Name of the input of the second texts, the documents. Default: found. */
    public void setDocumentInput(String documentInput) {
        this.documentInput = documentInput.trim();
    }

    /** For a model with one text input: the template that joins a pair, such as <code>{query} [SEP] {document}</code>. Default none. */
    public void setPairTemplate(String pairTemplate) {
        this.pairTemplate = pairTemplate;
    }

    /**
     * How the model's numbers become a score: {@code sigmoid}, {@code softmax}, {@code none}, or {@code auto}; see {@code docs/rerank.md}. Default {@code auto}.
     */
    public void setActivation(String activation) {
        this.activation = activation.trim().toLowerCase(Locale.ROOT);
    }

    /** Which text of a pair is truncated, with {@code truncate}: {@code longest_first} or {@code only_second}. Default {@code longest_first}. */
    public void setTruncation(String truncation) {
        this.truncation = truncation.trim().toLowerCase(Locale.ROOT);
    }

    /**
     * The calls for the request, as lanes: in each lane one call follows another.
     *
     * @throws ApiException 400, naming a text that this model cannot take; 503 if the model has no URL
     */
    public List<?> prepare(@ExchangeProperty(OpenAiProperties.REQUEST) PairRequest request, Exchange exchange) {
        ModelAddresses.requireUrl(this);
        Layout layout = layout(exchange);
        PairInputs inputs = new PairInputs(tokens(), contextLength(), truncates(), strategy());
        return EncoderWork.begin(inputs.read(request, layout), layout, null, exchange)
                .lanes(maxCalls());
    }

    private Strategy strategy() {
        return Strategy.valueOf(truncation.toUpperCase(Locale.ROOT));
    }

    /**
     * The answer, when all calls have been made.
     *
     * @throws Exception the failure of a call
     */
    public PairAnswer toAnswer(@ExchangeProperty(OpenAiProperties.REQUEST) PairRequest request, Exchange exchange)
            throws Exception {
        EncoderWork work = EncoderWork.of(exchange);
        List<Vector> vectors = work.job().vectors();
        boolean ready = PairLayouts.isReady(work.job().layout());
        Activation score = Activation.of(activation);
        double[] scores = vectors.stream()
                .mapToDouble(vector -> score.score(vector, ready))
                .toArray();
        return request.answer(head(request), scores, work.usage(exchange));
    }

    private AnswerHead head(PairRequest request) {
        return new AnswerHead(
                RandomId.of(request.idPrefix()), Clock.systemUTC().instant().getEpochSecond(), getModel());
    }

    @Override
    protected List<String> kinds() {
        return PairLayouts.KINDS;
    }

    @Override
    protected void check(Allowed allowed) {
        allowed.oneOf(Activation.NAMES, "activation", activation);
        allowed.oneOf(TRUNCATIONS, "truncation", truncation);
        if (!pairTemplate.isEmpty() && !pairOptions().isWhole()) {
            throw new IllegalArgumentException("'pairTemplate' of " + getModel()
                    + " must have {query} and {document}, each once, but is '" + pairTemplate + "'");
        }
    }

    @Override
    protected void requireRoom(ModelTokens tokens, int most) {
        int least = tokens.aroundPairs() + 2;
        if (most < least) {
            throw new IllegalArgumentException("a pair of two one-token texts needs " + least);
        }
    }

    @Override
    protected Pooling pooling() {
        return Pooling.NONE;
    }

    @Override
    protected Boolean normalize() {
        return Boolean.FALSE;
    }

    @Override
    protected Layout named(LayoutOptions options) {
        return null;
    }

    @Override
    protected Layout find(JsonNode config, LayoutOptions options) {
        return PairLayouts.of(config, options, pairOptions());
    }

    private PairOptions pairOptions() {
        return new PairOptions(queryInput, documentInput, pairTemplate);
    }

    @Override
    protected String inputField(Exchange exchange) {
        return exchange.getProperty(OpenAiProperties.REQUEST) instanceof ScoreRequest ? "text_2" : "documents";
    }

    @Override
    public String edge() {
        return "/v1/rerank";
    }

    @Override
    public String summary() {
        return "rerank";
    }

    @Override
    protected Operation operation(Exchange exchange) {
        return exchange.getProperty(OpenAiProperties.REQUEST) instanceof ScoreRequest
                ? Operation.SCORE
                : Operation.RERANK;
    }
}
