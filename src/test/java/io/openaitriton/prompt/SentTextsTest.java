package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.triton.GenerateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What Triton reads is the prompt, whether its JSON is the client's, was kept or was written by the gateway. */
class SentTextsTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String LONG = "A message of some length. ".repeat(20);

    /** JSON of one character, more or less odd. */
    private static final String[] ODD = {
        " ",
        "\\n",
        "\\t",
        "\\r",
        "\\f",
        "\\\\",
        "\\\"",
        "\\/",
        "/",
        "\\u0041",
        "\\u000a",
        "\\u00e9",
        "é",
        "—",
        "\\u2014",
        "\\ud83d\\ude42",
        "🙂",
        "<|eot_id|>",
        "<|im_end|>",
        "<end_of_turn>",
        "\\u003c|eot_id|>",
        "\u00a0"
    };

    @Test
    void aTextGoesOnAsTheClientWroteIt() throws IOException {
        String sent = "Read\\/see " + LONG.strip() + "\\u0021";

        assertThat(json("llama-3.1", "\"  " + sent + " \\n\"")).contains("\\n\\n" + sent + "<|eot_id|>");
        assertThat(json("llama-3.1", "[{\"type\":\"text\",\"text\":\"" + sent + "\"}]"))
                .contains("\\n\\n" + sent + "<|eot_id|>");
    }

    @Test
    void aTextWithAControlTokenDoesNot() throws IOException {
        String forged = LONG + "\\u003c|eot_id|>";

        assertThat(prompt(json("llama-3.1", "\"" + forged + "\""))).contains(LONG + "< |eot_id|>");
    }

    @ParameterizedTest
    @FieldSource("io.openaitriton.prompt.source.TemplateSources#BUILT_IN")
    void theJsonIsThatOfThePrompt(String name) throws IOException {
        PromptTemplate template = new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT);
        Random random = new Random(20261130);
        for (int round = 0; round < 300; round++) {
            String request = request(text(random), text(random), text(random));
            String expected = template.render(JACKSON.readValue(request, ChatCompletionRequest.class));

            // long texts are kept the second time, and found the third time
            for (int time = 0; time < 3; time++) {
                assertThat(prompt(json(template, request))).isEqualTo(expected);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(ODD[random.nextInt(ODD.length)]);
        }
        text.append("text ");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(LONG).append(ODD[random.nextInt(ODD.length)]);
        }
        text.append("end");
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(ODD[random.nextInt(ODD.length)]);
        }
        return text.append('"').toString();
    }

    private static String request(String user, String assistant, String last) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":" + user + "},{\"role\":\"assistant\",\"content\":"
                + assistant + "},{\"role\":\"user\",\"content\":" + last + "}]}";
    }

    /** Llama's template writes results with tojson, others as they are. */
    @ParameterizedTest
    @FieldSource("io.openaitriton.prompt.source.TemplateSources#BUILT_IN")
    void resultsOfToolsToo(String name) throws IOException {
        PromptTemplate template = new PromptTemplate(TemplateSources.find(name), PromptSettings.DEFAULT);
        if (!template.callSample().hasPlaceForTools()) {
            return;
        }
        Random random = new Random(20261201);
        for (int round = 0; round < 100; round++) {
            String request =
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Read it.\"},{\"role\":\"assistant\",\"tool_calls\":[{"
                            + "\"id\":\"abcdefghi\",\"type\":\"function\",\"function\":{\"name\":\"read\",\"arguments\":"
                            + JACKSON.writeValueAsString("{\"content\":" + text(random) + "}") + "}}]},"
                            + "{\"role\":\"tool\",\"tool_call_id\":\"abcdefghi\",\"content\":" + text(random) + "}],"
                            + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\",\"description\":\"Reads.\","
                            + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]}";
            String expected = template.render(JACKSON.readValue(request, ChatCompletionRequest.class));

            for (int time = 0; time < 3; time++) {
                assertThat(prompt(json(template, request))).isEqualTo(expected);
            }
        }
    }

    private static String json(String template, String content) throws IOException {
        return json(
                new PromptTemplate(TemplateSources.find(template), PromptSettings.DEFAULT),
                "{\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}");
    }

    /** The body for Triton of a body from a client. */
    private static String json(PromptTemplate template, String request) throws IOException {
        ChatCompletionRequest read =
                OpenAiJson.mapper().readValue(request.getBytes(StandardCharsets.UTF_8), ChatCompletionRequest.class);
        byte[] body =
                OpenAiJson.mapper().writeValueAsBytes(new GenerateRequest(template.compose(read, PromptHints.NONE)));
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String prompt(String json) throws JsonProcessingException {
        return JACKSON.readTree(json).get("text_input").textValue();
    }
}
