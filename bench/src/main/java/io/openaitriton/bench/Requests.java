package io.openaitriton.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cost of an agent's request by its size, from the received bytes to the bytes for Triton, without I/O. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Requests {
    private static final ModelProfile PROFILE = new ModelProfile(new SamplingDefaults(0.7, 0.95, 100));

    /** Calls in the conversation, and kilobytes. */
    @Param({"4/77", "40/1000"})
    public String size;

    private final ObjectMapper json = OpenAiJson.mapper();

    private PromptTemplate template;
    private Dialect dialect;
    private byte[] request;
    private ChatCompletionRequest read;
    private GenerateCall call;

    @Setup
    public void setUp() throws IOException {
        template = new PromptTemplate(TemplateSources.find("llama-3.1"), PromptSettings.DEFAULT);
        dialect = Dialects.named("vllm", DialectOptions.DEFAULT);
        String[] parts = size.split("/");
        request = AgentRequest.of(Integer.parseInt(parts[0]), 1000 * Integer.parseInt(parts[1]));
        read = read();
        call = translate(read);
    }

    /** All of it. */
    @Benchmark
    public byte[] whole() throws IOException {
        return json.writeValueAsBytes(translate(read()).request());
    }

    /** JSON to the request's record. */
    @Benchmark
    public ChatCompletionRequest read() throws IOException {
        return json.readValue(request, ChatCompletionRequest.class);
    }

    /** Checks, prompt, and what the dialect makes of it. */
    @Benchmark
    public GenerateCall translate() {
        return translate(read);
    }

    /** The body for Triton. */
    @Benchmark
    public byte[] write() throws IOException {
        return json.writeValueAsBytes(call.request());
    }

    private GenerateCall translate(ChatCompletionRequest request) {
        RequestContext context = new RequestContext(template, PROFILE, dialect);
        Generation generation = ChatRequest.of(request, 2048, false).toGeneration(context);
        return GenerateCall.of(generation, dialect);
    }
}
