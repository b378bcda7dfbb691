package io.openaitriton.generation;

/**
 * What a request calls the fields that have several names, so that an error names the one that the client wrote.
 *
 * @param prompt where the prompt comes from
 * @param adapter what names the LoRA adapter
 * @param maxTokens what bounds the answer
 * @param logprobs number of likely tokens to tell
 */
public record FieldNames(String prompt, String adapter, String maxTokens, String logprobs) {
    /** The client's name for a field that an error calls by the usual one. */
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
