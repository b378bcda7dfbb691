package io.openaitriton.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openaitriton.triton.TritonException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How cross-encoders take their pairs, from their configurations, and how their numbers become scores. */
class PairLayoutsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EncoderInput PAIR =
            new EncoderInput("q", "d", new TokenIds(new int[] {1, 2}, new int[] {0, 1}));
    private static final String SCORE = ",'output':[{'name':'score','data_type':'TYPE_FP32','dims':[1]}]}";

    private static Layout layout(String config, PairOptions pairs) {
        try {
            return PairLayouts.of(JSON.readTree(config.replace('\'', '"')), LayoutOptions.DEFAULT, pairs);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Layout layout(String config) {
        return layout(config, PairOptions.DEFAULT);
    }

    private static String texts(String... names) {
        StringBuilder inputs = new StringBuilder("{'max_batch_size':8,'input':[");
        for (String name : names) {
            inputs.append(inputs.charAt(inputs.length() - 1) == '[' ? "" : ",")
                    .append("{'name':'")
                    .append(name)
                    .append("','data_type':'TYPE_STRING','dims':[1]}");
        }
        return inputs.append("]").append(SCORE).toString();
    }

    private static String body(Layout layout) {
        return new String(layout.call(List.of(PAIR), null).body(), StandardCharsets.UTF_8);
    }

    private static List<Vector> read(Layout layout, int pairs, String shape, String numbers) {
        String answer = "{\"outputs\":[{\"name\":\"score\",\"datatype\":\"FP32\",\"shape\":" + shape + ",\"data\":"
                + numbers + "}]}";
        return layout.read(answer.getBytes(StandardCharsets.UTF_8), null, Collections.nCopies(pairs, PAIR))
                .vectors();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "QUERY,DOCUMENT,QUERY",
        "passage,query,query",
        "text_1,text_2,text_1",
        "TEXT2,TEXT1,TEXT1",
        "one,other,one"
    })
    void twoInputsOfTextsAreTheQueryAndTheDocument(String one, String other, String query) {
        String body = body(layout(texts(one, other)));
        assertThat(body).contains("{\"inputs\":[{\"name\":\"" + query + "\"").endsWith("\1\0\0\0q\1\0\0\0d");
    }

    @Test
    void theDefinitionMayNameOneOfTheTwoOrBoth() {
        assertThat(body(layout(texts("one", "other"), new PairOptions("other", "", ""))))
                .contains("[{\"name\":\"other\"");
        assertThat(body(layout(texts("one", "other"), new PairOptions("", "one", ""))))
                .contains("[{\"name\":\"other\"");
        assertThat(body(layout(texts("one", "other"), new PairOptions("other", "one", ""))))
                .contains("[{\"name\":\"other\"");
        assertThatThrownBy(() -> layout(texts("one", "other"), new PairOptions("other", "none", "")))
                .hasMessageContaining("it has no input 'none' that takes texts");
    }

    @Test
    void oneInputOfTwoElementsHasBoth() {
        Layout layout =
                layout("{'max_batch_size':8,'input':[{'name':'pair','data_type':'TYPE_STRING','dims':[2]}]" + SCORE);
        assertThat(body(layout)).contains("\"name\":\"pair\",\"shape\":[1,2]").endsWith("\1\0\0\0q\1\0\0\0d");
    }

    @Test
    void oneInputOfOneElementNeedsATemplate() {
        assertThat(body(layout(texts("text"), new PairOptions("", "", "{query} [SEP] {document}"))))
                .endsWith("\11\0\0\0q [SEP] d");
        assertThatThrownBy(() -> layout(texts("text")))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("it has only one input that takes texts, 'text'; set 'pairTemplate'");
        assertThat(new PairOptions("", "", "<{document}|{query}>").join("{document}", "{query}"))
                .isEqualTo("<{query}|{document}>");
    }

    @Test
    void aModelWithOtherInputsIsRefused() {
        assertThatThrownBy(() -> layout(texts("a", "b", "c")))
                .hasMessageContaining("it has 3 inputs that take texts and no 'input_ids'");
        assertThatThrownBy(() -> layout(texts("embedding_request"))).hasMessageContaining("vLLM backend");
        assertThatThrownBy(() -> layout("{'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1,-1]}],"
                        + "'output':[{'name':'logits','data_type':'TYPE_FP32','dims':[-1,5]}]}"))
                .hasMessageContaining("its output 'logits' has 5 numbers for a pair");
    }

    @Test
    void tokensGoWithTheirTypes() {
        Layout layout = layout(
                "{'max_batch_size':8,'input':[{'name':'input_ids','data_type':'TYPE_INT64','dims':[-1]},"
                        + "{'name':'token_type_ids','data_type':'TYPE_INT32','dims':[-1]}],"
                        + "'output':[{'name':'hidden','data_type':'TYPE_FP32','dims':[-1,9]},{'name':'logits','data_type':'TYPE_FP32','dims':[1]}]}");
        assertThat(layout.id()).isEqualTo("tokens");
        assertThat(body(layout))
                .contains("\"outputs\":[{\"name\":\"logits\"")
                .endsWith("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0");
        assertThat(PairLayouts.isReady(layout)).isFalse();
    }

    @ParameterizedTest(name = "{0} pairs: {1}")
    @CsvSource(
            delimiter = '|',
            value = {"3|[3,1]|[1,2,3]", "3|[3]|[1,2,3]", "3|[3,1,1]|[1,2,3]", "1|[1]|[1]", "1|[1,1]|[1]"})
    void aNumberForEachPairMayHaveADimensionOfItsOwn(int pairs, String shape, String numbers) {
        List<Vector> scores = read(layout(texts("a", "b")), pairs, shape, numbers);
        assertThat(scores).hasSize(pairs);
        assertThat(scores.get(pairs - 1).get(0)).isEqualTo(pairs);
    }

    @ParameterizedTest(name = "{0} pairs: {1}")
    @CsvSource(
            delimiter = '|',
            value = {"2|[3,1]|[1,2,3]", "2|[2,3]|[1,2,3,4,5,6]", "3|[2,3]|[1,2,3,4,5,6]", "2|[1]|[1]", "1|[1,1]|[1e39]"
            })
    void anAnswerOfAnotherShapeOrWithWhatIsNoNumberIsRefused(int pairs, String shape, String numbers) {
        assertThatThrownBy(() -> read(layout(texts("a", "b")), pairs, shape, numbers))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("output 'score'");
    }

    @Test
    void numbersBecomeScores() {
        Layout layout = layout(texts("a", "b"));
        Vector one = read(layout, 1, "[1,1]", "[0.87]").get(0);
        Vector two = read(layout, 1, "[1,2]", "[1,3]").get(0);
        double sigmoid = 1 / (1 + Math.exp(-0.87f));
        double softmax = Math.exp(3) / (Math.exp(1) + Math.exp(3));
        assertThat(Activation.AUTO.score(one, true)).isEqualTo(0.87);
        assertThat(Activation.AUTO.score(one, false)).isEqualTo(sigmoid);
        assertThat(Activation.SIGMOID.score(one, true)).isEqualTo(sigmoid);
        assertThat(Activation.AUTO.score(two, true)).isCloseTo(softmax, within(1e-12));
        assertThat(Activation.SOFTMAX.score(two, false)).isCloseTo(softmax, within(1e-12));
        assertThat(Activation.NONE.score(two, false)).isEqualTo(3);
        assertThat(PairLayouts.isReady(layout)).isTrue();
    }
}
