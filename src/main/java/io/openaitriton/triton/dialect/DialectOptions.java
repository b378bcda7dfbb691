package io.openaitriton.triton.dialect;

import io.openaitriton.triton.enforce.StructuralTags;

/**
 * What a model's definition says about its dialect where it differs from the usual.
 *
 * @param structuredOutputs the vLLM backend's key for constraints on the answer's form: {@code structured_outputs}, or
 *     {@code guided_decoding} before release 25.12
 * @param cumulative true where a BLS model of TensorRT-LLM runs with {@code accumulate_tokens}: each event of a stream then
 *     has the whole text so far
 * @param structuralTags when the vLLM backend is sent structural tags, which it takes by the newer key only
 * @param grammarAfterThinking true where vLLM's engine has a {@code reasoning_parser}, and so applies a constraint to what follows the thoughts
 * @param ignoreStrict true where {@code strict: true} of a tool passes though nothing can enforce it
 */
public record DialectOptions(
        String structuredOutputs,
        boolean cumulative,
        StructuralTags structuralTags,
        boolean grammarAfterThinking,
        boolean ignoreStrict) {
    private static final String NEWER = "structured_outputs";

    /** What is usual. */
    public static final DialectOptions DEFAULT = new DialectOptions(NEWER, false);

    /** @throws IllegalArgumentException for a key that no release knows, or structural tags by the older key */
    public DialectOptions {
        if (!NEWER.equals(structuredOutputs) && !"guided_decoding".equals(structuredOutputs)) {
            throw new IllegalArgumentException(
                    "'structuredOutputs' must be structured_outputs or guided_decoding, but is " + structuredOutputs);
        }
        if (!NEWER.equals(structuredOutputs)) {
            if (structuralTags == StructuralTags.ALWAYS) {
                throw new IllegalArgumentException(
                        "'structuralTags: always' needs 'structuredOutputs: structured_outputs', which is the key since Triton 25.12");
            }
            structuralTags = StructuralTags.NEVER;
        }
    }

    /** Without anything about tools and thoughts. */
    public DialectOptions(String structuredOutputs, boolean cumulative) {
        this(structuredOutputs, cumulative, StructuralTags.AUTO, false, false);
    }

    /** The same, for a model that streams the whole text so far. */
    DialectOptions accumulating() {
        return new DialectOptions(structuredOutputs, true, structuralTags, grammarAfterThinking, ignoreStrict);
    }
}
