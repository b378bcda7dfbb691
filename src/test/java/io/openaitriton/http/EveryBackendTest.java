package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One conversation with the same answer from every kind of backend, whose dialect the gateway finds. */
@ExtendWith(GatewayExtension.class)
class EveryBackendTest {
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";
    private static final String CONVERSATION = "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
            + "{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello!\"},"
            + "{\"role\":\"user\",\"content\":\"Grüße an 😀, was ist ½?\"}],"
            + "\"temperature\":0.5,\"top_p\":0.25,\"max_tokens\":%d,\"seed\":7%s}";
    private static final String STREAM = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    /** What comes back to the client. */
    private record Answer(String role, String text, String finishReason, JsonNode usage) {}

    /** By backend; those of vLLM are what all others are compared with. */
    private static final Map<String, List<Answer>> KNOWN = new HashMap<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tensorrt-llm",
                "tensorrt-llm+old",
                "tensorrt-llm-bls",
                "tensorrt-llm-api",
                "generic",
                "generic+response",
                "generic+output",
                "generic+outputs",
                "generic+echo"
            })
    void answersAsVllmDoes(String backend, Gateways gateways) throws Exception {
        List<Answer> expected = answers(gateways, "vllm");
        List<Answer> actual = answers(gateways, backend);
        // the plain shape and the LLM API count no tokens; the former does not tell either why it ended
        boolean counts = backend.matches("tensorrt-llm(-bls)?");
        boolean tellsEnd = !backend.startsWith("generic") && !backend.endsWith("+old");
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).role()).isEqualTo(expected.get(i).role());
            assertThat(actual.get(i).text()).isEqualTo(expected.get(i).text());
            if (tellsEnd) {
                assertThat(actual.get(i).finishReason())
                        .isEqualTo(expected.get(i).finishReason());
            }
            boolean cut = "length".equals(expected.get(i).finishReason());
            JsonNode usage = actual.get(i).usage();
            if (counts && cut) {
                assertThat(usage).isEqualTo(expected.get(i).usage());
            } else if (counts) {
                // vLLM counts the token that ends a text, TensorRT-LLM does not
                assertThat(usage.get("prompt_tokens"))
                        .isEqualTo(expected.get(i).usage().get("prompt_tokens"));
            } else {
                assertThat(usage).isNull();
            }
        }
    }

    @Test
    void theAnswersToCompareWithAreWhatTheyShouldBe(Gateways gateways) throws Exception {
        List<Answer> answers = answers(gateways, "vllm");
        assertThat(answers.get(0).text())
                .contains("Grüße an 😀, was ist ½?", "temperature 0.5", "seed 7")
                .endsWith(".");
        assertThat(answers)
                .extracting(Answer::finishReason)
                .containsExactly("stop", "length", "stop", "stop", "length", "stop");
        assertThat(answers.get(2).text()).endsWith("was ");
        assertThat(answers).extracting(Answer::usage).doesNotContainNull();
        for (int i = 0; i < 3; i++) {
            assertThat(answers.get(i + 3)).isEqualTo(answers.get(i));
        }
    }

    /** Whole answers to the conversation, to one cut by its length and one by stop strings; then the same streamed. */
    private static List<Answer> answers(Gateways gateways, String backend) throws Exception {
        List<Answer> known = KNOWN.get(backend);
        if (known != null) {
            return known;
        }
        List<Answer> answers = new ArrayList<>();
        TritonSimulator triton = gateways.simulator(SimulatorSettings.defaults().withModels(MODEL + "=" + backend));
        GatewayServer gateway = gateways.start(triton, "triton.dialect", "auto");
        for (String form : List.of("", STREAM)) {
            for (String request : Stream.of(
                            CONVERSATION.formatted(200, form),
                            CONVERSATION.formatted(5, form),
                            CONVERSATION.formatted(200, ",\"stop\":[\"ist\",\"nobody says this\"]" + form))
                    .toList()) {
                HttpResponse<String> answer = gateway.chat(request);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                answers.add(form.isEmpty() ? whole(answer.body()) : streamed(answer.body()));
            }
        }

        KNOWN.put(backend, answers);
        return answers;
    }

    private static Answer whole(String body) throws Exception {
        JsonNode json = OpenAiJson.mapper().readTree(body);
        return new Answer(
                json.at("/choices/0/message/role").textValue(),
                json.at("/choices/0/message/content").textValue(),
                json.at("/choices/0/finish_reason").textValue(),
                json.get("usage"));
    }

    private static Answer streamed(String body) throws Exception {
        String role = null;
        StringBuilder text = new StringBuilder();
        String finishReason = null;
        JsonNode usage = null;
        for (String event : body.split("\n\n")) {
            if (event.startsWith("data: {")) {
                JsonNode chunk = OpenAiJson.mapper().readTree(event.substring("data: ".length()));
                JsonNode choice = chunk.at("/choices/0");
                role = role == null ? choice.at("/delta/role").textValue() : role;
                text.append(choice.at("/delta/content").asText(""));
                finishReason =
                        finishReason == null ? choice.path("finish_reason").textValue() : finishReason;
                usage = chunk.has("usage") ? chunk.get("usage") : usage;
            }
        }
        return new Answer(role, text.toString(), finishReason, usage);
    }
}
