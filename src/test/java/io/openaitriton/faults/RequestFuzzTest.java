package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequestValidator;
import io.openaitriton.api.completions.CompletionRequest;
import io.openaitriton.api.completions.CompletionRequestValidator;
import io.openaitriton.generation.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text is a valid request, or is refused with 4xx. */
class RequestFuzzTest {
    private static final String VALID = "{\"model\":\"8b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}],\"temperature\":1,\"n\":1,"
            + "\"stop\":[\"a\"],\"prompt\":[\"a\",\"b\"],\"logit_bias\":{\"1\":2},\"stream_options\":{\"include_usage\":true},"
            + "\"response_format\":{\"type\":\"json_object\"},\"seed\":5,\"user\":\"u\",\"stream\":true}";

    private static final String[] PIECES = {
        "null",
        "[]",
        "{}",
        "\"\"",
        "-1",
        "1e999",
        "99999999999999999999",
        "true",
        "[[[[",
        "]]",
        "{\"a\":",
        "}",
        ",",
        ":",
        "\"\\ud800\"",
        "\u0000",
        "NaN",
        "\"messages\":",
        "\"content\":null",
        "\"role\":5",
        "0.1",
        "[null]",
        "[{}]",
        "\"n\":129"
    };

    @Property
    void anyText(@ForAll String text) {
        assertTotal(text);
    }

    @Property
    void aRequestWithPiecesPutInItsPlaces(@ForAll("mutated") String text) {
        assertTotal(text);
    }

    @Property
    void anyNesting(@ForAll("nested") String text) {
        assertTotal(text);
    }

    @Provide
    Arbitrary<String> mutated() {
        Arbitrary<int[]> cut = Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length()),
                        Arbitraries.integers().between(0, 12))
                .as((from, length) -> new int[] {from, Math.min(VALID.length(), from + length)});
        return Combinators.combine(
                        cut.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.of(PIECES).list().ofSize(4))
                .as(RequestFuzzTest::mutate);
    }

    @Provide
    Arbitrary<String> nested() {
        return Combinators.combine(
                        Arbitraries.of("[", "{\"a\":", "[{\"content\":", "{\"messages\":["),
                        Arbitraries.integers().between(0, 20_000),
                        Arbitraries.of("", "{\"messages\":", "{\"tools\":", "{\"metadata\":", "{\"prompt\":"))
                .as((open, depth, before) -> before + open.repeat(depth));
    }

    private static String mutate(List<int[]> cuts, List<String> pieces) {
        String text = VALID;
        for (int i = 0; i < cuts.size(); i++) {
            int from = Math.min(cuts.get(i)[0], text.length());
            int to = Math.max(from, Math.min(cuts.get(i)[1], text.length()));
            text = text.substring(0, from) + pieces.get(i) + text.substring(to);
        }
        return text;
    }

    private static void assertTotal(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertRefusedWell(() -> {
            ChatCompletionRequest request = OpenAiJson.mapper().readValue(json, ChatCompletionRequest.class);
            if (request != null) {
                assertThat(ChatRequestValidator.validate(request).messages()).isNotEmpty();
            }
        });
        assertRefusedWell(() -> {
            CompletionRequest request = OpenAiJson.mapper().readValue(json, CompletionRequest.class);
            if (request != null) {
                assertThat(CompletionRequestValidator.prompts(request, false)).isNotEmpty();
            }
        });
    }

    private interface Reading {
        void read() throws Exception;
    }

    private static void assertRefusedWell(Reading reading) {
        try {
            reading.read();
        } catch (JsonProcessingException e) {
            // becomes a 400, see OpenAiErrors
        } catch (ApiException e) {
            assertThat(e.status()).isBetween(400, 499);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
