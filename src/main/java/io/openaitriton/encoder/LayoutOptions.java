package io.openaitriton.encoder;

/**
 * The options of a definition about a model's inputs.
 *
 * @param kind {@code auto}, {@code vllm}, {@code text} or {@code tokens}
 * @param input name of the input of texts; empty to find it
 * @param ids name of the input of token ids
 * @param mask name of the input that separates tokens from padding
 * @param types name of the input of token types
 * @param output name of the output; empty to find it
 * @param normalize whether vectors are normalised to length 1; null for those that the gateway pools
 * @param maxBatch most inputs of a call; 0 for as many as the model takes
 * @param padId padding token for the shorter texts of a batch
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

    /** Most inputs of a call if neither the model nor its definition has a limit. */
    private static final int UNBOUNDED = 256;

    /** Everything found from the configuration, with the model's batch size. */
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

    /** @param model the model's limit; 0 for none */
    int batchSize(int model) {
        int most = model > 0 ? model : UNBOUNDED;
        return maxBatch > 0 && (model == 0 || maxBatch < model) ? maxBatch : most;
    }
}
