package io.openaitriton.triton.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** The JSON factory for tensors. The JSON is short, except for vectors of decimal numbers. */
public final class TensorJson {
    /** Thread-safe; must not be reconfigured. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            // Jackson's default pool would allocate new buffers for each virtual thread
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private TensorJson() {}
}
