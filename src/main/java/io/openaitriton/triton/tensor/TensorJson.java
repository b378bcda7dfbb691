package io.openaitriton.triton.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** JSON of tensors: short, but for vectors that come as decimal numbers. */
public final class TensorJson {
    /** Safe to share, not to reconfigure. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            // buffers of its own would be new for each virtual thread
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private TensorJson() {}
}
