package io.openaitriton.encoder;

import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import io.openaitriton.triton.tensor.ModelSignature;
import io.openaitriton.triton.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Checks of a model's configuration that are the same for embeddings and scores. */
abstract class LayoutSearch {
    final ModelSignature signature;
    final LayoutOptions options;
    private final String wanted;

    /** @param wanted the expected kind of model, for errors */
    LayoutSearch(ModelSignature signature, LayoutOptions options, String wanted) {
        this.signature = signature;
        this.options = options;
        this.wanted = wanted;
    }

    final TensorSpec ids(String name) {
        TensorSpec spec = signature.input(name);
        if (spec != null && !spec.type().isInteger()) {
            throw misfit("its input '" + name + "' does not take integers of 32 or 64 bits");
        }
        return spec;
    }

    final void requireWhole() {
        if (signature.decoupled()) {
            throw misfit("it is decoupled, and Triton's infer endpoint refuses decoupled models");
        }
    }

    final void requireNoOther(TensorSpec... known) {
        for (TensorSpec input : signature.inputs()) {
            if (!Arrays.asList(known).contains(input) && !input.optional()) {
                throw misfit("it needs the input '" + input.name() + "', which the gateway does not know");
            }
        }
    }

    final int batchSize(TensorSpec input, int rowDims) {
        int model = signature.isBatching() ? signature.maxBatchSize() : Shapes.batchSize(input, rowDims);
        if (model == Shapes.FIXED) {
            throw misfit("its input '" + input.name() + "' takes a fixed number of texts");
        }
        return options.batchSize(model);
    }

    static TensorSpec named(List<String> names, List<TensorSpec> outputs) {
        for (String name : names) {
            for (TensorSpec output : outputs) {
                if (output.name().equals(name)) {
                    return output;
                }
            }
        }
        return null;
    }

    final TritonException misfit(String why) {
        return new TritonException(
                Kind.NOT_READY, "its configuration is not that of a " + wanted + " that the gateway can call: " + why);
    }
}
