package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Unicode;
import java.util.List;

/** Checks the texts of a request, other than its messages, that Triton must be able to read. */
final class TextFields {
    private TextFields() {}

    /** @throws ApiException 400, naming the first field with an unpaired surrogate, which JSON can write but UTF-8 cannot */
    static void requireWellFormed(ChatCompletionRequest request) {
        check("stop", request.stop());
        check("bad_words", request.badWords());
        check("guided_choice", request.guidedChoice());
        check("guided_regex", request.guidedRegex());
        check("guided_grammar", request.guidedGrammar());
        check("guided_json", request.guidedJson());
        check("structured_outputs", request.structuredOutputs());
        check(
                "response_format",
                request.responseFormat() == null
                        ? null
                        : request.responseFormat().jsonSchema());
        check("lora_name", request.loraName());
    }

    private static void check(String param, List<String> texts) {
        if (texts != null) {
            texts.forEach(text -> check(param, text));
        }
    }

    private static void check(String param, JsonNode json) {
        check(param, json == null ? null : json.toString());
    }

    private static void check(String param, String text) {
        int at = text == null ? -1 : Unicode.loneSurrogate(text);
        if (at >= 0) {
            throw ApiException.invalid(
                    param, "Invalid text in '" + param + "': unpaired surrogate at position " + at + ".");
        }
    }
}
