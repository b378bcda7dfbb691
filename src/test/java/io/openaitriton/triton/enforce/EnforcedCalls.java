package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.Prompt;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.output.Requests;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.util.List;

/** Calls of requests with tools, to models that write calls as Hermes does and think between {@code <think>} marks. */
final class EnforcedCalls {
    static final ResponseFormat HERMES =
            new ResponseFormat(ResponseTemplates.tools("hermes"), ResponseTemplates.reasoning("think"));
    static final ResponseFormat TOOLS_ONLY = new ResponseFormat(ResponseTemplates.tools("hermes"), null);
    static final ResponseFormat PYTHONIC = new ResponseFormat(ResponseTemplates.tools("pythonic"), null);

    static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}},\"required\":[\"place\"]}";
    static final Tool WEATHER = new Tool("get_weather", json(SCHEMA), false);
    static final Tool TIME = new Tool("get_time", null, false);

    static final String PROMPT = "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n";
    static final String THINKING = PROMPT + "<think>\n";

    private EnforcedCalls() {}

    static Dialect dialect(String name) {
        return Dialects.named(name, DialectOptions.DEFAULT);
    }

    static Dialect vllm(StructuralTags tags) {
        return Dialects.named("vllm", new DialectOptions("structured_outputs", false, tags, false, false));
    }

    static ToolUse use(Choice choice, Tool... tools) {
        return new ToolUse(List.of(tools), choice, null, true);
    }

    static ToolUse named(Tool tool, Tool... tools) {
        return new ToolUse(List.of(tools), Choice.NAMED, tool.name(), true);
    }

    static ToolUse oneAtATime(ToolUse use) {
        return new ToolUse(use.tools(), use.choice(), use.named(), false);
    }

    static Tool strict(Tool tool) {
        return new Tool(tool.name(), tool.parameters(), true);
    }

    static Tool tool(String name, String schema) {
        return new Tool(name, json(schema), false);
    }

    /** The call for a request with further fields, such as {@code "n":1}. */
    static GenerateCall call(Dialect dialect, ResponseFormat format, String prompt, ToolUse use, String fields) {
        Generation plain = new ChatRequest(Requests.with(fields))
                .toGeneration(new RequestContext(Requests.TEMPLATE, new ModelProfile(Requests.DEFAULTS), dialect));
        return GenerateCall.of(
                new Generation(
                        new Prompt(prompt, "", null),
                        plain.sampling(),
                        plain.fields(),
                        plain.names(),
                        plain.form(),
                        null,
                        use,
                        format,
                        plain.answer(),
                        null),
                dialect);
    }

    /** What vLLM's backend makes of the sampling parameters of a call. */
    static JsonNode sampling(GenerateCall call) {
        return json((String) call.request().inputs().get("sampling_parameters"));
    }

    /** The constraint in it, which is JSON in a string. */
    static JsonNode structuredOutputs(GenerateCall call) {
        JsonNode text = sampling(call).get("structured_outputs");
        return text == null ? null : json(text.textValue());
    }

    /** The format of the structural tag in it, which is JSON in a string again. */
    static JsonNode structuralTag(GenerateCall call) {
        JsonNode text = structuredOutputs(call).get("structural_tag");
        return text == null ? null : json(text.textValue()).get("format");
    }

    static JsonNode json(String text) {
        try {
            return OpenAiJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
