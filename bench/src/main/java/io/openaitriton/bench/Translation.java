package io.openaitriton.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.TemplateSources;
import io.openaitriton.translate.ChatRequestValidator;
import io.openaitriton.translate.ChatStreamTranslator;
import io.openaitriton.translate.ChatTranslator;
import io.openaitriton.translate.CompletionBuilder;
import io.openaitriton.translate.CompletionHead;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.DialectOptions;
import io.openaitriton.translate.Dialects;
import io.openaitriton.translate.GenerateCall;
import io.openaitriton.translate.SamplingDefaults;
import java.io.ByteArrayOutputStream;
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

/** What the gateway itself does for a request, its answer and each event of a stream, from bytes to bytes without I/O. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Translation {
    private static final SamplingDefaults DEFAULTS = new SamplingDefaults(0.7, 0.95, 100);
    private static final CompletionHead HEAD =
            new CompletionHead("chatcmpl-0123456789abcdef0123456789abcdef", 1700000000, "Meta-Llama-3.1-8B-Instruct");

    @Param({"vllm", "generic"})
    public String dialect;

    private final ObjectMapper json = OpenAiJson.mapper();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

    private PromptTemplate template;
    private Dialect spoken;
    private byte[] request;
    private byte[] answer;
    private byte[] event;
    private byte[] accentedEvent;
    private GenerateCall call;
    private ChatStreamTranslator stream;

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
        answer = utf8("{" + (counts ? "\"finish_reason\":\"stop\"," : "") + "\"model_name\":\"llama\",\"model_version\":\"1\","
                + (counts ? "\"num_input_tokens\":240,\"num_output_tokens\":120," : "") + "\"text_output\":\"" + text
                + "\"}");
        event = event(counts, " bridges");
        accentedEvent = event(counts, " fenêtre");
        call = ChatTranslator.toGenerate(read(), template, DEFAULTS, spoken);
        stream = new ChatStreamTranslator(call, HEAD, 1 << 20);
        chunk();
    }

    /** A chat request of 1 kB to the body for Triton. */
    @Benchmark
    public byte[] request() throws IOException {
        return json.writeValueAsBytes(
                ChatTranslator.toGenerate(read(), template, DEFAULTS, spoken).request());
    }

    /** Triton's whole answer of 0.6 kB to the completion. */
    @Benchmark
    public byte[] answer() throws IOException {
        CompletionBuilder builder = new CompletionBuilder(call, HEAD, 1 << 20);
        builder.add(answer, 0, answer.length);
        return json.writeValueAsBytes(builder.build());
    }

    /** One event of a stream that has started to one chunk. */
    @Benchmark
    public int chunk() {
        return push(event);
    }

    /** The same for a text beyond ASCII. */
    @Benchmark
    public int accentedChunk() {
        return push(accentedEvent);
    }

    private int push(byte[] bytes) {
        out.reset();
        stream.push(bytes, 0, bytes.length, out);
        return out.size();
    }

    private ChatCompletionRequest read() throws IOException {
        return ChatRequestValidator.validate(json.readValue(request, ChatCompletionRequest.class));
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
