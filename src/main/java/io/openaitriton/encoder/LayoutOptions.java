package io.openaitriton.encoder;

/**
 * What a definition says of how a model takes its inputs.
 *
 * @param kind {@code auto}, {@code vllm}, {@code text} or {@code tokens}
 * @param input name of the input of texts; empty to find it
 * @param ids name of the input of token ids
 * @param mask name of the input that tells tokens from padding
 * @param types name of the input of token types
 * @param output name of the output; empty to find it
 * @param normalize whether vectors are made of length 1; null for those that are pooled here
 * @param maxBatch most inputs of a call; 0 for as many as the model takes
 * @param padId what fills up the shorter texts of a batch
 * @param maxAnswerBytes longest answer
 */
public record LayoutOptions(
        String kind,
        String input,
        String ids,
        String mask,
        String types,
        String output,
        Pooling pooling,
        Boolean normalize,
        int maxBatch,
        int padId,
        int maxAnswerBytes) {

    /** Most inputs of a call where neither the model nor its definition has a limit. */
    private static final int UNBOUNDED = 256;

    /** As found, in batches as the model takes them. */
    public static final LayoutOptions DEFAULT = new LayoutOptions(
            "auto",
            "",
            "input_ids",
            "attention_mask",
            "token_type_ids",
            "",
            Pooling.AUTO,
            null,
            0,
            0,
            64 * 1024 * 1024);

    /** @param model most that the model takes; 0 for any number */
    int batchSize(int model) {
        int most = model > 0 ? model : UNBOUNDED;
        return maxBatch > 0 && (model == 0 || maxBatch < model) ? maxBatch : most;
    }
}
