package io.openaitriton.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.tensor.DataType;
import io.openaitriton.triton.tensor.ModelSignature;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.List;

/** Finds the layout of a model in its configuration. */
public final class Layouts extends LayoutSearch {
    /** Possible values of kind in a definition. */
    public static final List<String> KINDS = List.of("auto", "vllm", "text", "tokens");

    /** Names of outputs with a vector for each text, best first, for models with several outputs. */
    private static final List<String> READY = List.of(
            "sentence_embedding", "sentence_embeddings", "embedding", "embeddings", "text_embeds", "pooler_output");

    /** Names of outputs with a vector for each token. */
    private static final List<String> BY_TOKEN = List.of("last_hidden_state", "token_embeddings", "hidden_states");

    private Layouts(ModelSignature signature, LayoutOptions options) {
        super(signature, options, "model of embeddings");
    }

    /** The layout of a model of vLLM's backend, which needs no configuration; null if the options do not name it. */
    public static Layout named(LayoutOptions options) {
        return options.kind().equals("vllm") ? new VllmLayout(true, options.normalize()) : null;
    }

    /**
     * The layout of a model.
     *
     * @param config the answer of {@code GET /v2/models/<model>/config}
     * @throws TritonException if the model does not encode texts, or does not match the options
     */
    public static Layout of(JsonNode config, LayoutOptions options) {
        return new Layouts(ModelSignature.of(config), options).find();
    }

    private Layout find() {
        return switch (options.kind()) {
            case "text" -> text();
            case "tokens" -> tokens();
            default -> {
                if (signature.input(VllmLayout.INPUT) != null) {
                    yield new VllmLayout(signature.input("text_input") != null, options.normalize());
                }
                yield signature.input(options.ids()) == null ? text() : tokens();
            }
        };
    }

    private Layout text() {
        requireWhole();
        TensorSpec input = textInput();
        requireNoOther(input);
        TensorSpec output = output(false);
        return new TextLayout(input, output, signature.isBatching(), batchSize(input, 0), options.normalize());
    }

    private TensorSpec textInput() {
        if (!options.input().isEmpty()) {
            TensorSpec named = signature.input(options.input());
            if (named == null || named.type() != DataType.BYTES) {
                throw misfit("it has no input '" + options.input() + "' that takes texts");
            }
            return named;
        }
        List<TensorSpec> texts = signature.inputs().stream()
                .filter(spec -> spec.type() == DataType.BYTES && !spec.optional())
                .toList();
        if (texts.isEmpty()) {
            texts = signature.inputs().stream()
                    .filter(spec -> spec.type() == DataType.BYTES)
                    .toList();
        }
        if (texts.size() != 1) {
            throw misfit("it has " + texts.size() + " inputs that take texts and no '" + options.ids()
                    + "'; name one of them in 'input' of the model's definition");
        }
        return texts.get(0);
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
        TensorSpec output = output(true);
        return new TokenLayout(ids, mask, types, output, signature.isBatching(), batchSize(ids, 1), options);
    }

    /** @param byToken whether it may have a vector for each token */
    private TensorSpec output(boolean byToken) {
        if (!options.output().isEmpty()) {
            TensorSpec named = signature.output(options.output());
            if (named == null || !named.type().isFloat()) {
                throw misfit("it has no output '" + options.output() + "' of floating point numbers");
            }
            return named;
        }
        List<TensorSpec> floats = signature.outputs().stream()
                .filter(spec -> spec.type().isFloat())
                .toList();
        if (floats.size() == 1) {
            return floats.get(0);
        }
        boolean pooled = byToken && options.pooling() != Pooling.NONE && options.pooling() != Pooling.AUTO;
        TensorSpec found = pooled ? named(BY_TOKEN, floats) : named(READY.subList(0, READY.size() - 1), floats);
        if (found == null && byToken && options.pooling() == Pooling.AUTO) {
            found = named(BY_TOKEN, floats);
        }
        if (found == null && !pooled) {
            found = named(READY, floats);
        }
        if (found == null) {
            throw misfit("it has " + floats.size()
                    + " outputs of floating point numbers; name one of them in 'output' of the model's definition: "
                    + floats.stream().map(TensorSpec::name).toList());
        }
        return found;
    }
}
