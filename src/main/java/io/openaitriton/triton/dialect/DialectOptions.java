package io.openaitriton.triton.dialect;

/**
 * What a model's definition says about its dialect where it differs from the usual.
 *
 * @param structuredOutputs the vLLM backend's key for constraints on the answer's form: {@code structured_outputs}, or
 *     {@code guided_decoding} before release 25.12
 * @param cumulative true where a BLS model of TensorRT-LLM runs with {@code accumulate_tokens}: each event of a stream then
 *     has the whole text so far
 */
public record DialectOptions(String structuredOutputs, boolean cumulative) {
    /** What is usual. */
    public static final DialectOptions DEFAULT = new DialectOptions("structured_outputs", false);

    /** @throws IllegalArgumentException for a key that no release knows */
    public DialectOptions {
        if (!"structured_outputs".equals(structuredOutputs) && !"guided_decoding".equals(structuredOutputs)) {
            throw new IllegalArgumentException(
                    "'structuredOutputs' must be structured_outputs or guided_decoding, but is " + structuredOutputs);
        }
    }
}
