package io.openaitriton.generation;

/**
 * The client's names of fields that have several names, so that an error names the field that the client wrote.
 *
 * @param prompt where the prompt comes from
 * @param adapter what names the LoRA adapter
 * @param maxTokens what bounds the answer
 * @param logprobs number of likely tokens to tell
 */
public record FieldNames(String prompt, String adapter, String maxTokens, String logprobs) {
    /** The client's name of a field, for its usual name. */
    public String of(String usual) {
        return switch (usual) {
            case "messages" -> prompt;
            case "lora_name" -> adapter;
            case "max_tokens" -> maxTokens;
            case "top_logprobs" -> logprobs;
            default -> usual;
        };
    }
}
