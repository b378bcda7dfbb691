package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.triton.TritonException;

/**
 * What a request calls the fields that have several names, so that an error names the one that the client wrote.
 *
 * @param prompt where the prompt comes from
 * @param adapter what names the LoRA adapter
 * @param maxTokens what bounds the answer
 * @param logprobs number of likely tokens to tell
 */
record FieldNames(String prompt, String adapter, String maxTokens, String logprobs) {

    /** Of a chat. */
    static FieldNames of(ChatCompletionRequest request) {
        return new FieldNames(
                "messages",
                Demands.adapterField(request),
                request.maxCompletionTokens() == null ? "max_tokens" : "max_completion_tokens",
                "top_logprobs");
    }

    /** Of a plain prompt. */
    FieldNames asText() {
        return new FieldNames("prompt", adapter, maxTokens, "logprobs");
    }

    /** The failure, about the field as the client wrote it. */
    TritonException in(TritonException failure) {
        if (failure.param() == null) {
            return failure;
        }
        return failure.of(
                switch (failure.param()) {
                    case "messages" -> prompt;
                    case "lora_name" -> adapter;
                    case "max_tokens" -> maxTokens;
                    case "top_logprobs" -> logprobs;
                    default -> failure.param();
                });
    }
}
