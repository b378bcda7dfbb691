package io.openaitriton.triton.dialect;

import io.openaitriton.triton.enforce.StructuralTags;

/**
 * The options of a model's definition for its dialect.
 *
 * @param structuredOutputs the vLLM backend's input for constraints on the output format: {@code structured_outputs}, or
 *     {@code guided_decoding} before release 25.12
 * @param cumulative true if a BLS model of TensorRT-LLM runs with {@code accumulate_tokens}, so that each event of a stream has
 * the whole text so far
 * @param structuralTags when the vLLM backend gets structural tags, which only the newer input takes
 * @param grammarAfterThinking true if vLLM's engine has a {@code reasoning_parser}, and so applies a constraint only after the reasoning
 * @param ignoreStrict true if {@code strict: true} of a tool is accepted although nothing enforces it
 */
public record DialectOptions(
        String structuredOutputs,
        boolean cumulative,
        StructuralTags structuralTags,
        boolean grammarAfterThinking,
        boolean ignoreStrict) {
    private static final String NEWER = "structured_outputs";

    /** The defaults. */
    public static final DialectOptions DEFAULT = new DialectOptions(NEWER, false);

    /** @throws IllegalArgumentException for an unknown input, or for structural tags with the older input */
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

    /** With defaults for tools and reasoning. */
    public DialectOptions(String structuredOutputs, boolean cumulative) {
        this(structuredOutputs, cumulative, StructuralTags.AUTO, false, false);
    }

    /** The same, for a model that streams the whole text so far. */
    DialectOptions accumulating() {
        return new DialectOptions(structuredOutputs, true, structuralTags, grammarAfterThinking, ignoreStrict);
    }
}
