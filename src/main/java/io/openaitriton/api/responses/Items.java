package io.openaitriton.api.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.TokenLogprob;
import java.util.List;

/**
 * Makes the items of one response.
 *
 * @param response its id; ids of items are made of it, so that they are unique everywhere
 * @param summary whether reasoning is sent as a summary. Never both: some clients would show it twice
 */
record Items(String response, ToolTable tools, boolean summary) {
    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    /** Id of the item at this place in the output. */
    String id(String prefix, int index) {
        return prefix + response.substring(response.indexOf('_') + 1) + "_" + index;
    }

    OutputItem message(String id, String status, String text, List<TokenLogprob> logprobs) {
        return new OutputItem.Message(id, status, text == null ? List.of() : List.of(text(text, logprobs)));
    }

    static OutputItem.OutputText text(String text, List<TokenLogprob> logprobs) {
        return new OutputItem.OutputText(text, logprobs == null ? List.of() : logprobs);
    }

    OutputItem reasoning(String id, String status, String text) {
        List<OutputItem.Part> parts = text == null ? List.of() : List.of(thought(text));
        return summary
                ? new OutputItem.Reasoning(id, status, parts, null)
                : new OutputItem.Reasoning(id, status, List.of(), parts);
    }

    OutputItem.Part thought(String text) {
        return summary ? new OutputItem.SummaryText(text) : new OutputItem.ReasoningText(text);
    }

    /** A call of the tool that the model knows by this name. */
    OutputItem call(int index, String status, String callId, String name, String arguments) {
        ToolTable.Called tool = tools.called(name);
        return tool.custom()
                ? new OutputItem.CustomToolCall(
                        id("ctc_", index), status, callId, tool.name(), tool.namespace(), input(arguments))
                : new OutputItem.FunctionCall(
                        id("fc_", index), status, callId, tool.name(), tool.namespace(), arguments);
    }

    /** The text with which a custom tool is called; the model's raw output if that is not the expected JSON. */
    static String input(String arguments) {
        try {
            JsonNode input = OpenAiJson.mapper().readTree(arguments).path("input");
            return input.isTextual() ? input.textValue() : arguments;
        } catch (JsonProcessingException e) {
            return arguments;
        }
    }
}
