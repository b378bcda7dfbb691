package io.openaitriton.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.tensor.DataType;
import io.openaitriton.triton.tensor.ModelSignature;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.List;
import java.util.Locale;

/** Finds the layout of a cross-encoder in its configuration. */
public final class PairLayouts extends LayoutSearch {
    /** Possible values of kind in a definition. */
    public static final List<String> KINDS = List.of("auto", "text", "tokens");

    /** Names of inputs for the first text of a pair, in lower case and without punctuation. */
    private static final List<String> FIRST =
            List.of("query", "queries", "question", "text1", "texta", "sentence1", "sentencea", "first", "inputa");

    /** Names of outputs with a pair's score, best first, for models with several outputs. */
    private static final List<String> SCORES =
            List.of("logits", "scores", "score", "relevance_score", "relevance_scores", "similarity");

    private final PairOptions pairs;

    private PairLayouts(ModelSignature signature, LayoutOptions options, PairOptions pairs) {
        super(signature, options, "cross-encoder");
        this.pairs = pairs;
    }

    /**
     * The layout of a model.
     *
     * @param config the answer of {@code GET /v2/models/<model>/config}
     * @throws TritonException if the model does not score pairs, or does not match the options
     */
    public static Layout of(JsonNode config, LayoutOptions options, PairOptions pairs) {
        return new PairLayouts(ModelSignature.of(config), options, pairs).find();
    }

    /** Whether a single number for a pair is likely a score, not a logit. */
    public static boolean isReady(Layout layout) {
        return layout instanceof PairTextLayout texts
                && !texts.output().name().toLowerCase(Locale.ROOT).contains("logit");
    }

    private Layout find() {
        if (signature.input(VllmLayout.INPUT) != null) {
            throw misfit("Triton's vLLM backend gives vectors and texts, but no scores for pairs");
        }
        return switch (options.kind()) {
            case "text" -> text();
            case "tokens" -> tokens();
            default -> signature.input(options.ids()) == null ? text() : tokens();
        };
    }

    private Layout tokens() {
        requireWhole();
        TensorSpec ids = ids(options.ids());
        if (ids == null) {
            throw misfit("it has no input '" + options.ids() + "'; name the input in 'idsInput' of the model's"
                    + " definition");
        }
        TensorSpec mask = ids(options.mask());
        TensorSpec types = ids(options.types());
        requireNoOther(ids, mask, types);
        TensorSpec output = output();
        return new PairTokenLayout(
                new TokenLayout(ids, mask, types, output, signature.isBatching(), batchSize(ids, 1), options), output);
    }

    private Layout text() {
        requireWhole();
        TensorSpec[] inputs = textInputs();
        requireNoOther(inputs);
        boolean two = inputs.length == 1 && pairs.template().isEmpty();
        return new PairTextLayout(
                inputs[0],
                inputs.length == 2 ? inputs[1] : null,
                output(),
                signature.isBatching(),
                batchSize(inputs[0], two ? 1 : 0),
                pairs);
    }

    private TensorSpec[] textInputs() {
        if (!pairs.query().isEmpty() && !pairs.document().isEmpty()) {
            return new TensorSpec[] {texts(pairs.query()), texts(pairs.document())};
        }
        if (!options.input().isEmpty()) {
            return one(texts(options.input()));
        }
        List<TensorSpec> texts = texts(false);
        if (texts.isEmpty()) {
            texts = texts(true);
        }
        return switch (texts.size()) {
            case 1 -> one(texts.get(0));
            case 2 -> ordered(texts.get(0), texts.get(1));
            default ->
                throw misfit("it has " + texts.size() + " inputs that take texts and no '" + options.ids()
                        + "'; name two of them in 'queryInput' and 'documentInput' of the model's definition");
        };
    }

    private TensorSpec[] one(TensorSpec input) {
        if (pairs.template().isEmpty() && input.lastDim() != 2) {
            throw misfit("it has only one input that takes texts, '" + input.name()
                    + "'; set 'pairTemplate' in the model's definition, which joins a query and a document");
        }
        return new TensorSpec[] {input};
    }

    private TensorSpec[] ordered(TensorSpec one, TensorSpec other) {
        boolean turned = pairs.query().isEmpty() && pairs.document().isEmpty()
                ? !isFirst(one) && isFirst(other)
                : other.name().equals(pairs.query()) || one.name().equals(pairs.document());
        return turned ? new TensorSpec[] {other, one} : new TensorSpec[] {one, other};
    }

    private static boolean isFirst(TensorSpec input) {
        return FIRST.contains(input.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }

    private List<TensorSpec> texts(boolean optional) {
        return signature.inputs().stream()
                .filter(spec -> spec.type() == DataType.BYTES && (optional || !spec.optional()))
                .toList();
    }

    private TensorSpec texts(String name) {
        TensorSpec named = signature.input(name);
        if (named == null || named.type() != DataType.BYTES) {
            throw misfit("it has no input '" + name + "' that takes texts");
        }
        return named;
    }

    private TensorSpec output() {
        List<TensorSpec> floats = signature.outputs().stream()
                .filter(spec -> spec.type().isFloat())
                .toList();
        TensorSpec found = !options.output().isEmpty()
                ? named(List.of(options.output()), floats)
                : floats.size() == 1 ? floats.get(0) : named(SCORES, floats);
        if (found == null) {
            throw misfit(
                    options.output().isEmpty()
                            ? "it has " + floats.size()
                                    + " outputs of floating point numbers; name one of them in 'output' of the"
                                    + " model's definition: "
                                    + floats.stream().map(TensorSpec::name).toList()
                            : "it has no output '" + options.output() + "' of floating point numbers");
        }
        // without a batch dimension, the only dimension is that of the pairs
        boolean isWidth = signature.isBatching() || found.dims().size() > 1;
        if (isWidth && found.lastDim() > 2) {
            throw misfit(
                    "its output '" + found.name() + "' has " + found.lastDim() + " numbers for a pair, not one or two");
        }
        return found;
    }
}
