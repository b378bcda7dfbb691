package io.openaitriton.bench;

import io.openaitriton.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** A conversation through a chat template, which is read from the file named by the property {@code template}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Templates {
    @Param({"10", "100", "1000"})
    public int messages;

    private String source;
    private ChatTemplate parsed;
    private Map<String, Object> variables;

    @Setup
    public void setUp() throws IOException {
        source = Files.readString(Path.of(System.getProperty("template")));
        parsed = ChatTemplate.parse(source);
        List<Map<String, Object>> conversation = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant");
            message.put("content", "This is message number " + i + " of a conversation about the capital of France.");
            conversation.add(message);
        }
        variables = new LinkedHashMap<>();
        variables.put("messages", conversation);
        variables.put("tools", null);
        variables.put("documents", null);
        variables.put("bos_token", "");
        variables.put("eos_token", "");
        variables.put("add_generation_prompt", true);
    }

    @Benchmark
    public String render() {
        return parsed.render(variables);
    }

    /** Once for each model of a gateway; it does not depend on the number of messages. */
    @Benchmark
    public ChatTemplate parse() {
        return ChatTemplate.parse(source);
    }
}
