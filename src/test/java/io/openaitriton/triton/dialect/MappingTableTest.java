package io.openaitriton.triton.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.junit.JsonFields;
import io.openaitriton.output.Requests;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.source.TemplateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the table of docs/mapping.md with the dialects. */
class MappingTableTest {
    /** Fields about the prompt or the form of the answer to the client, which no dialect sees. */
    private static final Set<String> ELSEWHERE = Set.of(
            "model",
            "messages",
            "stream_options",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "include_reasoning",
            "functions",
            "function_call",
            "chat_template_kwargs",
            "add_generation_prompt",
            "continue_final_message",
            "documents");

    /** One with places for images. */
    private static final PromptTemplate TEMPLATE = new PromptTemplate(
            new TemplateSource(
                    "vision",
                    "vision",
                    "{% for p in messages[0].content %}{{ '<image>' if p.type == 'image' else p.text }}{% endfor %}",
                    null,
                    Map.of(),
                    List.of()),
            PromptSettings.DEFAULT);

    @Test
    void theTableIsWhatTheDialectsDo() throws IOException {
        String table = table();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/mapping-table.md"), table);
        assertThat(Files.readString(Path.of("docs/mapping.md")))
                .as("docs/mapping.md must have the table that is in target/mapping-table.md")
                .contains(table);
    }

    @Test
    void noFieldIsMissing() {
        Set<String> known = MappingRows.all().stream()
                .map(row -> row.name().replaceFirst(" .*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(ELSEWHERE);
        assertThat(known)
                .containsAll(Arrays.stream(ChatCompletionRequest.class.getRecordComponents())
                        .map(JsonFields::name)
                        .toList());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| field | " + String.join(" | ", Dialects.NAMES) + " |\n");
        table.append("|---".repeat(Dialects.NAMES.size() + 1)).append("|\n");
        MappingRows.all().forEach(row -> {
            table.append("| ").append(row.title());
            for (String dialect : Dialects.NAMES) {
                table.append(" | ").append(cell(dialect, row.fields()));
            }
            table.append(" |\n");
        });
        return table.toString();
    }

    private static String cell(String dialect, String fields) {
        Map<String, Object> without = sent(call(dialect, ""));
        GenerateCall call;
        try {
            call = call(dialect, fields);
        } catch (ApiException e) {
            return "refused";
        }
        Map<String, Object> with = sent(call);
        String cell = with.keySet().stream()
                .filter(key -> !with.get(key).equals(without.get(key)))
                .map(key -> "`" + key + "`")
                .collect(Collectors.joining(", "));
        if (!call.stops().isEmpty()) {
            cell += cell.isEmpty() ? "the gateway" : ", and the gateway";
        }
        return cell.isEmpty() ? "accepted, not used" : cell;
    }

    private static GenerateCall call(String dialect, String fields) {
        Dialect spoken = Dialects.named(dialect, DialectOptions.DEFAULT);
        RequestContext context = new RequestContext(TEMPLATE, new ModelProfile(Requests.DEFAULTS), spoken);
        return GenerateCall.of(new ChatRequest(Requests.with(fields)).toGeneration(context), spoken);
    }

    /** Inputs by name, those within another with its name before them. */
    private static Map<String, Object> sent(GenerateCall call) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        call.request().inputs().forEach((name, value) -> {
            if (name.equals("parameters")) {
                ((Map<?, ?>) value).forEach((key, inner) -> inputs.put(name + "." + key, inner));
            } else if (name.equals("sampling_parameters")) {
                parse((String) value).forEach((key, inner) -> inputs.put(name + "." + key, inner));
            } else {
                inputs.put(name, value);
            }
        });
        return inputs;
    }

    private static Map<String, Object> parse(String json) {
        try {
            return OpenAiJson.mapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
