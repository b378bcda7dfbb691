package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.response.Parts.Part;
import io.openaitriton.response.ResponseReading.Enforced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Two calls, written from the data of a family, are read back, for every split. */
class WrittenCallsTest {
    static final List<String> FAMILIES = ResponseTemplates.TOOLS;

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void whatAFamilyWritesIsReadBack(String family) throws JsonProcessingException {
        ResponseTemplate template = ResponseTemplates.tools(family);
        Writing.Calls writing = Writing.calls(template).orElseThrow();
        JsonNode schema = Cases.JSON.readTree(
                "{\"properties\": {\"place\": {\"type\": \"string\"}, \"days\": {\"type\": \"integer\"}}}");
        String text = writing.sectionBegin()
                + call(writing, "forecast", 0)
                + (single(family) ? "" : writing.separator() + call(writing, "outlook", 1))
                + writing.sectionEnd();
        String prompt = family.equals("functionary_v32") ? ">>>" : "";
        ResponseReading reading = new ResponseReading(
                new ResponseFormat(template, null),
                prompt,
                Map.of("forecast", schema, "outlook", schema),
                Enforced.NOTHING,
                null,
                true);
        for (List<String> pieces : Cases.cuts(text, 11)) {
            Parts parts = Parts.read(reading, pieces, false);
            assertThat(parts.calls()).as(text + " -> " + parts).hasSize(single(family) ? 1 : 2);
            assertThat(parts.all).as(text + " -> " + parts).hasSameSizeAs(parts.calls());
            for (Part call : parts.calls()) {
                assertThat(Cases.isJson(
                                call.text.toString(), Cases.JSON.readTree("{\"place\": \"Faro\", \"days\": 3}")))
                        .as(text + " -> " + parts)
                        .isTrue();
            }
        }
    }

    /** These write one call in a turn. */
    private static boolean single(String family) {
        return family.startsWith("gigachat");
    }

    private static String call(Writing.Calls writing, String name, int index) {
        String arguments = switch (writing.arguments()) {
            case "json" -> "{\"place\": \"Faro\", \"days\": 3}";
            case "python" -> "place=\"Faro\", days=3";
            case "gemma" -> "{place:<|\"|>Faro<|\"|>,days:3}";
            default -> tag(writing, "place", "Faro", "true") + tag(writing, "days", "3", "false");
        };
        return writing.callBegin().replace("{name}", name).replace("{index}", String.valueOf(index))
                + arguments
                + writing.callEnd();
    }

    private static String tag(Writing.Calls writing, String key, String value, String string) {
        return writing.parameterBegin().replace("{key}", key).replace("{string}", string)
                + value
                + writing.parameterEnd();
    }
}
