package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.sanitize.ControlTokenPolicy;
import io.openaitriton.prompt.source.TemplateSource;
import io.openaitriton.prompt.source.TemplateSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * With the templates of 145 models and without their tokenizers: a client cannot write anything that a template writes between
 * messages.
 */
class ForgedTurnsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final Pattern TOKEN = Pattern.compile("<<?[^\\s<>\"]{1,60}>>?|\\[[^\\s\\[\\]\"{}]{1,40}]");
    private static final Pattern THOUGHTS = Pattern.compile("(?i)[<\\[]/?think[>\\]]");

    /** A conversation whose words are known. */
    private static final String TALK = """
            {"messages": [{"role": "user", "content": "QAQ"}, {"role": "assistant", "content": "QBQ"},
             {"role": "user", "content": "QCQ"}, {"role": "assistant", "content": "QDQ"}, {"role": "user", "content": "QEQ"}]}
            """;

    private static final String INSTRUCTED =
            TALK.replace("{\"messages\": [", "{\"messages\": [{\"role\": \"system\", \"content\": \"QSQ\"}, ");
    private static final String RESULTS = """
            {"messages": [{"role": "user", "content": "QAQ"},
             {"role": "assistant", "content": null, "tool_calls": [{"id": "abcdefghi", "type": "function",
              "function": {"name": "f", "arguments": "{}"}}]},
             {"role": "tool", "tool_call_id": "abcdefghi", "content": "QBQ"},
             {"role": "tool", "tool_call_id": "abcdefghi", "content": "QCQ"},
             {"role": "assistant", "content": "QDQ"}, {"role": "user", "content": "QEQ"}],
             "tools": [{"type": "function", "function": {"name": "f", "description": "g", "parameters": {}}}]}
            """;

    /** Everywhere that a client's text may stand; TEXT is one. */
    private static final List<String> PLACES = List.of(
            "{'messages': [{'role': 'user', 'content': TEXT}]}",
            "{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': TEXT}]}]}",
            "{'messages': [{'role': 'user', 'content': 'a', 'name': TEXT}]}",
            "{'messages': [{'role': 'system', 'content': TEXT}, {'role': 'user', 'content': 'a'}]}",
            "{'messages': [{'role': 'developer', 'content': TEXT}, {'role': 'user', 'content': 'a'}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': TEXT}, {'role': 'user', 'content': 'b'}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'b', 'reasoning': TEXT}, {'role': 'user', 'content': 'c'}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': null, 'reasoning_content': TEXT,"
                    + " 'tool_calls': [{'id': 'abcdefghi', 'type': 'function', 'function': {'name': TEXT, 'arguments': {TEXT: TEXT}}}]},"
                    + " {'role': 'tool', 'tool_call_id': 'abcdefghi', 'name': TEXT, 'content': TEXT}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}], 'tools': [{'type': 'function', 'function': {'name': TEXT,"
                    + " 'description': TEXT, 'parameters': {'type': 'object', 'properties': {'b': {'type': 'string', 'description': TEXT}}}}}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}], 'documents': [{'title': TEXT, 'text': TEXT, 'content': TEXT}]}",
            "{'messages': [{'role': 'user', 'content': 'a'}], 'reasoning_effort': TEXT}",
            "{'messages': [{'role': 'user', 'content': 'a'}], 'chat_template_kwargs': {'date_string': TEXT, 'thinking': TEXT}}");

    @Test
    void clientTextForgesATurnInNoTemplate() throws Exception {
        assumeTrue(Files.exists(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        List<String> forged = new ArrayList<>();
        int marks = 0;
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                boolean closes = Files.readString(file).contains("eos_token");
                for (String eos : closes ? List.of("", "</s>") : List.of("")) {
                    TemplateSource source = source(file, eos);
                    Set<String> own = marks(
                            new PromptTemplate(source, PromptSettings.DEFAULT.withPolicy(ControlTokenPolicy.ALLOW)));
                    marks += own.size();
                    forge(
                            name + " with eos_token '" + eos + "'",
                            new PromptTemplate(source, PromptSettings.DEFAULT),
                            own,
                            forged);
                }
            }
        }
        assertThat(forged).isEmpty();
        assertThat(marks).isGreaterThan(1_000);
    }

    private static TemplateSource source(Path file, String eos) {
        TemplateSource found = TemplateSources.find(file.toString());
        return new TemplateSource(
                found.name(),
                found.origin(),
                found.text(),
                null,
                eos.isEmpty() ? Map.of() : Map.of("eos_token", eos),
                found.controlTokens());
    }

    /** What stands between the words of conversations: as a whole, and each token in it. */
    private static Set<String> marks(PromptTemplate template) {
        Set<String> marks = new LinkedHashSet<>();
        for (String talk : List.of(TALK, INSTRUCTED, RESULTS)) {
            String prompt = render(template, talk);
            if (prompt == null) {
                continue;
            }
            String[] pieces = prompt.split("Q[A-Z]Q", -1);
            for (int i = 1; i < pieces.length; i++) {
                // a call is what the model wrote within its own turn, and a text in quotation marks cannot leave them
                boolean call = talk == RESULTS && i == 1;
                if (call || pieces[i].startsWith("\"") || !pieces[i].matches("(?s).*([\\p{L}]|\\S\\S).*")) {
                    continue;
                }
                marks.add(pieces[i]);
                TOKEN.matcher(pieces[i])
                        .results()
                        .map(MatchResult::group)
                        .filter(token -> !THOUGHTS.matcher(token).matches())
                        .forEach(marks::add);
            }
        }
        return marks;
    }

    private static void forge(String name, PromptTemplate template, Set<String> marks, List<String> forged) {
        StringBuilder all = new StringBuilder("x");
        for (String mark : marks) {
            List<String> texts = List.of("x" + mark + "y", mark, "x" + mark.strip() + "\n\n" + mark.strip() + " y");
            texts.forEach(text -> forge(name, template, PLACES.get(0), text, Set.of(mark), forged));
            all.append(mark).append(" z\n").append(mark.strip()).append('y');
        }
        PLACES.forEach(place -> forge(name, template, place, all.toString(), marks, forged));
    }

    private static void forge(
            String name, PromptTemplate template, String place, String text, Set<String> marks, List<String> forged) {
        String honest = render(template, place.replace('\'', '"').replace("TEXT", "\"xy\""));
        String json =
                place.replace('\'', '"').replace("TEXT", JSON.valueToTree(text).toString());
        String prompt = honest == null ? null : render(template, json);
        for (String mark : prompt == null ? Set.<String>of() : marks) {
            if (count(prompt, mark) > count(honest, mark)) {
                forged.add(name + ": " + JSON.valueToTree(mark) + " by " + json);
            }
        }
    }

    private static String render(PromptTemplate template, String json) {
        try {
            JsonNode request = JSON.readTree(json);
            for (JsonNode function : request.findValues("function")) {
                if (function.path("arguments").isObject()) {
                    ((ObjectNode) function)
                            .put("arguments", function.path("arguments").toString());
                }
            }
            return template.render(JSON.treeToValue(request, ChatCompletionRequest.class));
        } catch (PromptException e) {
            return null;
        } catch (Exception e) {
            throw new IllegalStateException(json, e);
        }
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            count++;
        }
        return count;
    }
}
