package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.response.ResponseReading.Enforced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thoughts whose marks are not quite as the template would write them. */
class ThoughtMarksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "think ~ <think>Rain.</think><think>Or not.</think>Sun. ~ [reasoning: Rain.Or not., text: Sun.]",
                "think ~ <think>Rain.</think>Sun.<think>Or not.</think> ~ [reasoning: Rain., text: Sun.<think>Or not.</think>]",
                "gemma ~ <|channel>thousand reasons<channel|>Sun. ~ [reasoning: thousand reasons, text: Sun.]",
                "gemma ~ <|channel>first<channel|><|channel>second<channel|>Sun. ~ [reasoning: firstsecond, text: Sun.]",
                "harmony ~ <|channel|>analysis<|message|>Rain.<|end|><|start|>assistant<|message|>Sun.<|end|> ~ [reasoning: Rain., text: Sun.]",
                "harmony ~ <|channel|>commentary to=assistant<|channel|>analysis<|message|>Rain.<|end|><|start|>assistant<|channel|>final<|message|>Sun. ~ [reasoning: Rain., text: Sun.]",
                "harmony ~ <|channel|>analysis<|message|>Rain.<|end|><|start|>assistant<|channel|>commentary to=assistant<|channel|>final<|message|>Sun. ~ [reasoning: Rain., text: Sun.]",
                "harmony ~ <|channel|>analysis<|channel|>analysis<|message|>Rain.<|end|> ~ [reasoning: Rain.]",
                "harmony ~ <|channel|> Sun <|channel|>final<|message|>Rain. ~ [text: <|channel|> Sun^Rain.]",
                "gemma ~ <|channel><|channel>thought^Rain.<channel|>Sun. ~ [reasoning: Rain., text: Sun.]",
                "gemma ~ <|channel><|channel>thought^<channel|>Sun. ~ [text: Sun.]",
                "gemma ~ <|channel>thought^<channel|>Sun.<channel|> ~ [text: Sun.]",
                "gemma ~ <|channel>thought^Rain.<channel|>Sun. <channel|>And wind. ~ [reasoning: Rain., text: Sun. And wind.]",
                "gemma ~ Sun.<channel|> And wind. ~ [text: Sun. And wind.]",
                "gemma ~ Sun.<|channel>thought^Rain.<channel|> ~ [text: Sun.<|channel>thought^Rain.<channel|>]",
                "mistral ~ [THINK]Rain.[/THINK]Sun.[/THINK] ~ [reasoning: Rain., text: Sun.]",
                "cohere ~ <|START_THINKING|>Rain.<|END_THINKING|><|START_RESPONSE|>Sun.<|END_THINKING|><|END_RESPONSE|> ~ [reasoning: Rain., text: Sun.]",
                "think ~ <think>Rain.</think>The mark is </think>. ~ [reasoning: Rain., text: The mark is </think>.]",
                "think ~ <think>^<think>Rain.</think>Sun. ~ [reasoning: Rain., text: Sun.]",
                "think ~ <think>Rain. <think> is a mark.</think>Sun. ~ [reasoning: Rain. <think> is a mark., text: Sun.]"
            })
    void thoughtsAreReadInSpiteOfUnusualMarks(String family, String text, String parts) {
        check(null, family, text.replace('^', '\n'), parts.replace('^', '\n'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<think>Rain.</think>^<response>Sun.^</response><|end_of_text|> ~ [reasoning: Rain., text: Sun.]",
                "<think>Rain.</think><response>Sun.</response> is XML ~ [reasoning: Rain., text: Sun.</response> is XML]",
                "<think>Rain.</think>Sun. <response>1</response> ~ [reasoning: Rain., text: Sun. <response>1</response>]",
                "<response>1</response> ~ [text: <response>1</response>]"
            })
    void theTagsAroundTheAnswerOfGraniteAreNoText(String text, String parts) {
        check("granite", "think", text.replace('^', '\n'), parts);
    }

    private static void check(String tools, String family, String text, String parts) {
        ResponseReading reading = new ResponseReading(
                new ResponseFormat(
                        tools == null ? null : ResponseTemplates.tools(tools), ResponseTemplates.reasoning(family)),
                "",
                Map.of(),
                Enforced.NOTHING,
                null,
                true);
        for (List<String> pieces : Cases.cuts(text, 13)) {
            assertThat(Parts.read(reading, pieces, false)).hasToString(parts);
        }
    }
}
