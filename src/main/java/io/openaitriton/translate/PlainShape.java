package io.openaitriton.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.ChatMessage;
import java.util.Collection;
import java.util.List;

/**
 * What the plain request shape ({@code text_input} and scalar {@code parameters}) cannot carry. Each is refused by name:
 * a parameter that changes the answer is never accepted and ignored. Values that ask for nothing pass.
 */
final class PlainShape {
    private static final String HERE = "is not supported by this model's backend";

    private PlainShape() {}

    /** @throws ApiException 400, naming the first parameter that cannot be carried */
    static void refuseUnsupported(ChatCompletionRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            refuseFunctions("messages[" + i + "]", request.messages().get(i));
        }
        refuse("n", request.n() != null && request.n() > 1);
        refuse("tool_choice", demands(request.toolChoice(), "auto"));
        refuse("functions", present(request.functions()));
        refuse("function_call", demands(request.functionCall(), "auto"));
        refuse(
                "response_format",
                request.responseFormat() != null
                        && !"text".equals(request.responseFormat().type()));
        refuse("logprobs", Boolean.TRUE.equals(request.logprobs()));
        refuse("logit_bias", present(request.logitBias()));
        refuse("presence_penalty", request.presencePenalty() != null && request.presencePenalty() != 0);
        refuse("frequency_penalty", request.frequencyPenalty() != null && request.frequencyPenalty() != 0);
        refuse(
                "modalities",
                request.modalities() != null && !request.modalities().equals(List.of("text")));
        refuse("audio", present(request.audio()));
        refuse("reasoning_effort", request.reasoningEffort() != null);
        refuse("verbosity", request.verbosity() != null);
        refuse("web_search_options", present(request.webSearchOptions()));
        refuseExtensions(request);
    }

    private static void refuseExtensions(ChatCompletionRequest request) {
        refuse("top_k", request.topK() != null);
        refuse("min_p", request.minP() != null && request.minP() != 0);
        refuse("repetition_penalty", request.repetitionPenalty() != null && request.repetitionPenalty() != 1);
        refuse("min_tokens", request.minTokens() != null && request.minTokens() != 0);
        refuse("ignore_eos", Boolean.TRUE.equals(request.ignoreEos()));
        refuse("stop_token_ids", present(request.stopTokenIds()));
        refuse("skip_special_tokens", Boolean.FALSE.equals(request.skipSpecialTokens()));
    }

    private static void refuseFunctions(String at, ChatMessage message) {
        if (message.role().equals("function")) {
            throw ApiException.invalid(
                    at + ".role", "Role '" + message.role() + "' in '" + at + ".role' " + HERE + ".");
        }
        refuse(at + ".function_call", present(message.functionCall()));
    }

    private static void refuse(String param, boolean asked) {
        if (asked) {
            throw ApiException.invalid(param, "'" + param + "' with this value " + HERE + ".");
        }
    }

    private static boolean present(Collection<?> values) {
        return values != null && !values.isEmpty();
    }

    private static boolean present(JsonNode node) {
        return node != null && !node.isNull() && !(node.isContainerNode() && node.isEmpty());
    }

    /** True when a choice of tools asks for more than none, or what happens anyway without tools. */
    private static boolean demands(JsonNode choice, String neutral) {
        return present(choice) && !"none".equals(choice.textValue()) && !neutral.equals(choice.textValue());
    }
}
