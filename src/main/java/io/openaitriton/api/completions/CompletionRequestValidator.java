package io.openaitriton.api.completions;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Unicode;
import java.util.ArrayList;
import java.util.List;

/** Checks completion requests and splits them into their prompts. */
public final class CompletionRequestValidator {
    /** Prompts that a request may hold. */
    public static final int MAX_PROMPTS = 128;

    private static final int MAX_LOGPROBS = 5;

    private CompletionRequestValidator() {}

    /**
     * A request for each prompt, one at least.
     *
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @throws ApiException 400, naming the first field at fault
     */
    public static List<CompletionPrompt> prompts(CompletionRequest request, boolean strict) {
        if (request == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        List<String> prompts = texts(request.prompt());
        check(request);
        request.common().check(strict);
        boolean echo = Boolean.TRUE.equals(request.echo());
        boolean shared = prompts.size() > 1 && Boolean.TRUE.equals(request.common().stream());
        int choices = request.common().choices();
        List<CompletionPrompt> requests = new ArrayList<>(prompts.size());
        for (String prompt : prompts) {
            Integer firstIndex = shared ? (Integer) (requests.size() * choices) : null;
            requests.add(new CompletionPrompt(prompt, echo, request.common(), firstIndex));
        }
        return requests;
    }

    private static void check(CompletionRequest request) {
        if (request.suffix() != null && !request.suffix().isEmpty()) {
            throw ApiException.invalid(
                    "suffix",
                    "'suffix' is not supported: no backend inserts text before a suffix. Leave the field out.");
        }
        if (request.logprobs() != null && (request.logprobs() < 0 || request.logprobs() > MAX_LOGPROBS)) {
            throw ApiException.invalid(
                    "logprobs",
                    "Invalid value for 'logprobs': expected 0 to " + MAX_LOGPROBS + ", but got " + request.logprobs()
                            + ".");
        }
        if (Boolean.TRUE.equals(request.echo()) && request.logprobs() != null) {
            throw ApiException.invalid(
                    "echo",
                    "'echo' with 'logprobs' is not supported: backends give no log probabilities for the"
                            + " prompt. Leave one of them out.");
        }
        String field = request.common().fieldOfChats();
        if (field != null) {
            throw ApiException.invalid(
                    field, "'" + field + "' is not supported by /v1/completions. Use /v1/chat/completions.");
        }
    }

    private static List<String> texts(JsonNode prompt) {
        if (prompt == null || prompt.isNull()) {
            throw ApiException.invalid("prompt", "Missing required parameter: 'prompt'.");
        }
        if (prompt.isTextual()) {
            return List.of(text("prompt", prompt));
        }
        if (!prompt.isArray()) {
            throw ApiException.invalid(
                    "prompt", "Invalid type for 'prompt': expected a string or an array of strings.");
        }
        if (prompt.isEmpty()) {
            throw ApiException.invalid(
                    "prompt", "Invalid 'prompt': expected at least one string, but the array is empty.");
        }
        if (prompt.size() > MAX_PROMPTS) {
            throw ApiException.invalid(
                    "prompt",
                    "Invalid 'prompt': expected at most " + MAX_PROMPTS + " strings, but got " + prompt.size() + ".");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < prompt.size(); i++) {
            texts.add(text("prompt[" + i + "]", prompt.get(i)));
        }
        return texts;
    }

    private static String text(String param, JsonNode node) {
        if (!node.isTextual()) {
            boolean tokens = node.isNumber() || node.isArray();
            throw ApiException.invalid(
                    param,
                    tokens
                            ? "Invalid '" + param + "': token ids are not supported. Send text."
                            : "Invalid type for '" + param + "': expected a string.");
        }
        int at = Unicode.loneSurrogate(node.textValue());
        if (at >= 0) {
            throw ApiException.invalid(
                    param, "Invalid text in '" + param + "': unpaired surrogate at position " + at + ".");
        }
        // with an empty prompt some backends fail, and others invent a text
        if (node.textValue().isEmpty()) {
            throw ApiException.invalid(param, "Invalid '" + param + "': expected a string that is not empty.");
        }
        return node.textValue();
    }
}
