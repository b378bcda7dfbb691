package io.openaitriton.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.api.messages.MessagesCall;
import io.openaitriton.api.messages.MessagesRequest;
import io.openaitriton.api.responses.ResponsesCall;
import io.openaitriton.api.responses.ResponsesRequest;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.output.OutputPipeline;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The gateway's own work for a request, its answer and each event of a stream, from bytes to bytes without I/O. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Translation {
    private static final ModelProfile PROFILE = new ModelProfile(new SamplingDefaults(0.7, 0.95, 100));
    private static final AnswerHead HEAD =
            new AnswerHead("chatcmpl-0123456789abcdef0123456789abcdef", 1700000000, "Meta-Llama-3.1-8B-Instruct");

    private static final TextDelta DELTA = new TextDelta(0, " bridges", null);

    @Param({"vllm", "generic"})
    public String dialect;

    private final ObjectMapper json = OpenAiJson.mapper();

    private PromptTemplate template;
    private Dialect spoken;
    private byte[] request;
    private byte[] answer;
    private byte[] event;
    private byte[] accentedEvent;
    private ChatRequest asked;
    private GenerateCall call;
    private PieceWriter<byte[]> writer;
    private OutputPipeline stream;
    private PieceWriter<byte[]> responses;
    private PieceWriter<byte[]> messages;

    @Setup
    public void setUp() throws IOException {
        template = new PromptTemplate(TemplateSources.find("llama-3.1"), PromptSettings.DEFAULT);
        spoken = Dialects.named(dialect, DialectOptions.DEFAULT);
        String question = "Tell me about the capital of France, its bridges and its bread. ".repeat(16);
        request = utf8("{\"model\":\"Meta-Llama-3.1-8B-Instruct\",\"messages\":[{\"role\":\"system\",\"content\":"
                + "\"You are a helpful assistant.\"},{\"role\":\"user\",\"content\":\"" + question
                + "\"}],\"temperature\":0.7,\"max_tokens\":256,\"stream\":true}");
        String text = "Paris has \\\"many\\\" bridges,\\nand more bakeries than anybody has counted. ".repeat(8);
        boolean counts = dialect.equals("vllm");
        answer = utf8("{" + (counts ? "\"finish_reason\":\"stop\"," : "")
                + "\"model_name\":\"llama\",\"model_version\":\"1\","
                + (counts ? "\"num_input_tokens\":240,\"num_output_tokens\":120," : "") + "\"text_output\":\"" + text
                + "\"}");
        event = event(counts, " bridges");
        accentedEvent = event(counts, " fenêtre");
        asked = read();
        call = call();
        writer = asked.surface().events(HEAD);
        stream = new OutputPipeline(call, false, 1 << 20, writer::write);
        chunk();
        responses = begun(ResponsesCall.of(
                        json.readValue("{\"input\":\"hi\",\"stream\":true}", ResponsesRequest.class),
                        2048,
                        false,
                        false)
                .surface());
        messages = begun(MessagesCall.of(
                        json.readValue(
                                "{\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                                MessagesRequest.class),
                        2048)
                .surface());
    }

    private static PieceWriter<byte[]> begun(Surface surface) {
        PieceWriter<byte[]> begun = surface.events(HEAD);
        begun.write(new Started(1, true, () -> 7L));
        begun.write(DELTA);
        begun.take();
        return begun;
    }

    /** A chat request of 1 kB to the body for Triton. */
    @Benchmark
    public byte[] request() throws IOException {
        return json.writeValueAsBytes(call().request());
    }

    /** Triton's whole answer of 0.6 kB to the completion. */
    @Benchmark
    public byte[] answer() throws IOException {
        CollectedAnswer collected = new CollectedAnswer();
        OutputPipeline pipeline = new OutputPipeline(call, true, 1 << 20, collected::write);
        pipeline.answer(answer, 0, answer.length);
        pipeline.end();
        return json.writeValueAsBytes(asked.surface().whole(HEAD, collected));
    }

    /** One event of a stream that has started to one chunk. */
    @Benchmark
    public int chunk() {
        return push(event);
    }

    /** More text to an event of the Responses API. */
    @Benchmark
    public int responseDelta() {
        responses.write(DELTA);
        return responses.take().length;
    }

    /** More text to an event of the Messages API. */
    @Benchmark
    public int messageDelta() {
        messages.write(DELTA);
        return messages.take().length;
    }

    /** More text to a chunk. */
    @Benchmark
    public int chatDelta() {
        writer.write(DELTA);
        return writer.take().length;
    }

    /** The same for a text beyond ASCII. */
    @Benchmark
    public int accentedChunk() {
        return push(accentedEvent);
    }

    private int push(byte[] bytes) {
        stream.push(bytes, 0, bytes.length);
        return writer.take().length;
    }

    private GenerateCall call() throws IOException {
        RequestContext context = new RequestContext(template, PROFILE, spoken);
        return GenerateCall.of(read().toGeneration(context), spoken);
    }

    private ChatRequest read() throws IOException {
        return ChatRequest.of(json.readValue(request, ChatCompletionRequest.class), 2048, false);
    }

    private static byte[] event(boolean counts, String text) {
        return utf8("data: {" + (counts ? "\"finish_reason\":\"None\"," : "")
                + "\"model_name\":\"llama\",\"model_version\":\"1\","
                + (counts ? "\"num_input_tokens\":240,\"num_output_tokens\":1," : "") + "\"text_output\":\"" + text
                + "\"}\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
