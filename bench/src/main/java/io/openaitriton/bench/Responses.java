package io.openaitriton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseListener;
import io.openaitriton.response.ResponseParser;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.ResponseTemplates;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cost of reading the text of a model that may call tools: an event of plain text, and a long argument that comes character by character. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Responses implements ResponseListener {
    private static final Map<String, String[]> AROUND = Map.of(
            "hermes", new String[] {"<tool_call>\n{\"name\": \"save\", \"arguments\": {\"text\": \"", "\"}}\n</tool_call>"},
            "llama3_json", new String[] {"{\"name\": \"save\", \"parameters\": {\"text\": \"", "\"}}"},
            "qwen3_coder",
                    new String[] {
                        "<tool_call>\n<function=save>\n<parameter=text>\n", "\n</parameter>\n</function>\n</tool_call>"
                    },
            "pythonic", new String[] {"[save(text=\"", "\")]"},
            "harmony",
                    new String[] {
                        "<|channel|>commentary to=functions.save <|constrain|>json<|message|>{\"text\": \"", "\"}<|call|>"
                    });

    @Param({"hermes", "llama3_json", "qwen3_coder", "pythonic", "harmony"})
    public String family;

    private ResponseReading reading;
    private ResponseParser plain;
    private String[] shortArgument;
    private String[] longArgument;
    private long told;

    @Setup
    public void setUp() throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree("{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}");
        ResponseFormat format =
                new ResponseFormat(ResponseTemplates.tools(family), ResponseTemplates.reasoning(family.equals("harmony") ? family : "think"));
        reading = new ResponseReading(format, "", Map.of("save", schema), Enforced.NOTHING, null, true);
        plain = new ResponseParser(reading, this);
        plain.push("Paris has");
        shortArgument = characters(100_000);
        longArgument = characters(200_000);
    }

    /** An event of plain text, of a request with tools. */
    @Benchmark
    public long text() {
        plain.push(" bridges");
        return told;
    }

    /** A call with an argument of 100,000 characters, each in a separate event. */
    @Benchmark
    public long argumentOf100k() {
        return read(shortArgument);
    }

    /** The same with twice as many, which should take twice as long. */
    @Benchmark
    public long argumentOf200k() {
        return read(longArgument);
    }

    private long read(String[] characters) {
        ResponseParser parser = new ResponseParser(reading, this);
        for (String character : characters) {
            parser.push(character);
        }
        parser.end(false);
        return told;
    }

    private String[] characters(int count) {
        String[] around = AROUND.get(family);
        String text = around[0] + "The quick brown fox < a > b. ".repeat(count / 29) + around[1];
        return text.chars().mapToObj(c -> String.valueOf((char) c)).toArray(String[]::new);
    }

    @Override
    public void text(String text) {
        told += text.length();
    }

    @Override
    public void reasoning(String text) {
        told += text.length();
    }

    @Override
    public void call(String name, String id) {
        told++;
    }

    @Override
    public void arguments(String json) {
        told += json.length();
    }
}
