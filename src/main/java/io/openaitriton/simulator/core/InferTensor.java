package io.openaitriton.simulator.core;

import java.util.List;

/**
 * A tensor of infer.
 *
 * @param texts its elements if it is one of texts, else null
 * @param numbers its elements if it is one of numbers, else null
 */
public record InferTensor(String datatype, long[] shape, List<String> texts, double[] numbers) {
    public static InferTensor numbers(String datatype, double[] numbers, long... shape) {
        return new InferTensor(datatype, shape, null, numbers);
    }
}
