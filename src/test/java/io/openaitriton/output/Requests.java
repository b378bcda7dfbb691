package io.openaitriton.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletion;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.CallOptions;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.images.ImageSource;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.nio.charset.StandardCharsets;

/** Requests as clients write them, the calls that they make, and what clients get of Triton's answers. */
public final class Requests {
    public static final SamplingDefaults DEFAULTS = new SamplingDefaults(0.7, 0.95, 100);
    public static final AnswerHead HEAD = new AnswerHead("chatcmpl-1", 1700000000, "Meta-Llama-3.1-8B-Instruct");

    public static final PromptTemplate TEMPLATE =
            new PromptTemplate(TemplateSources.find("llama-3-apisix"), PromptSettings.DEFAULT);

    private Requests() {}

    public static ChatCompletionRequest parse(String json) {
        try {
            return OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A request with one user message and more fields, {@code "n":1,"seed":2}. */
    public static ChatCompletionRequest with(String fields) {
        String more = fields.isEmpty() ? "" : "," + fields;
        return parse("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}");
    }

    /** The call in the generic dialect. */
    public static GenerateCall call(ChatCompletionRequest request) {
        return call("generic", request);
    }

    public static GenerateCall call(String dialect, ChatCompletionRequest request) {
        return call(Dialects.named(dialect, DialectOptions.DEFAULT), request);
    }

    public static GenerateCall call(Dialect dialect, ChatCompletionRequest request) {
        return call(request, new ModelProfile(DEFAULTS), dialect);
    }

    public static GenerateCall call(ChatCompletionRequest request, ModelProfile profile, Dialect dialect) {
        return call(request, new RequestContext(TEMPLATE, profile, dialect), dialect);
    }

    public static GenerateCall call(
            ChatCompletionRequest request,
            ModelProfile profile,
            Dialect dialect,
            ImageSource images,
            CallOptions options) {
        return call(request, new RequestContext(TEMPLATE, profile, dialect, images, options), dialect);
    }

    private static GenerateCall call(ChatCompletionRequest request, RequestContext context, Dialect dialect) {
        return GenerateCall.of(new ChatRequest(request).toGeneration(context), dialect);
    }

    /** The completion for an answer of {@code generate}. */
    public static ChatCompletion completion(String answer, GenerateCall call) {
        CollectedAnswer collected = new CollectedAnswer();
        OutputPipeline pipeline = new OutputPipeline(call, true, 0, collected::write);
        byte[] json = answer.getBytes(StandardCharsets.UTF_8);
        pipeline.answer(json, 0, json.length);
        pipeline.end();
        return (ChatCompletion) new ChatRequest(with("")).surface().whole(HEAD, collected);
    }

    public static String json(Object value) {
        try {
            return OpenAiJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
