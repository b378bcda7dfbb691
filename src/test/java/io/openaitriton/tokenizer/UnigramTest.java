package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special about Unigram: the expected values are those of Python's tokenizers 0.23.3. */
class UnigramTest {
    /** Pieces and scores of a real model. */
    private static final String ZEROS = """
            {"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["0",-10.111962085456556],["00",-11.18359571388125],
             ["000",-11.190513640124435],["0000",-12.838484941283184],["000000",-13.843325008003077]]}}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-7.2147313217222795, -7.21473132172228",
        "-7.6302387421796105, -7.630238742179611",
        "-1.2345678901234567890123e-310, -1.23456789012346e-310",
        "12345678901234567890123.5, 1.2345678901234568e+22",
        "-0.000012345678901234567e5, -1.2345678901234567",
        "1e-400, 0",
        "0.5, 0.5"
    })
    void aScoreIsTheNumberThatPythonsTokenizersReads(String digits, double expected) {
        assertThat(Score.of(DecimalNode.valueOf(new BigDecimal(digits)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "5,2 3",
        "7,1 5",
        "14,2 5 5",
        "17,2 3 5 5",
        "19,5 5 5 1",
        "20,2 5 5 5",
        "21,5 5 5 3",
        "22,5 5 5 4",
        "23,2 3 5 5 5"
    })
    void ofEqualWaysToPartARunTheLastBitsDecide(int length, String ids) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), ZEROS);
        int[] expected =
                Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(Tokenizer.read(folder).encode("0".repeat(length)).ids()).containsExactly(expected);
    }

    /** U+0891 has come with Unicode 14. */
    @Test
    void aNewFormatCharacterIsNoZeroWidthSpace() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"normalizer":{"type":"Replace","pattern":{"Regex":"[\\\\u00AD\\\\u200B-\\\\u200D\\\\u2060\\\\uFEFF]"},"content":""},
                 "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["a",-1.0]]}}
                """);
        assertThat(Tokenizer.read(folder).encode("a\u0891a\u200ba").ids()).containsExactly(1, 0, 1, 1);
    }
}
