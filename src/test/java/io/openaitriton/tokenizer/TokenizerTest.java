package io.openaitriton.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
    private static final String CORPUS = """
            The quick brown fox jumps over the lazy dog, doesn't it? They're there, aren't they; we'll see what we've seen.
            Ein schöner Tag, größer als üblich. 1234567 tokens cost 12.50 $ (or 3,000 ¥)!  Überall dasselbe.
            日本語のテキスト、中文文本。 Ελληνικά και кириллица — 👩‍👩‍👧 and 🙂🙂🙂 aaaaaaaa aaaa abababab ababab
            function main() {\n    return x == 0 ? "a" : 'b';\n}\n\n\n\t\tif (this.that) { theThing(); }  // the end
            """;
    private static final String ALPHABET =
            CORPUS + "aaaabbbbaaaabbbbthethethe    \n\n\t\r\u00a0\u3000'S'Re'LL\ud835\udd4f";

    private static NaiveBpe naive;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() {
        naive = NaiveBpe.train(CORPUS, NaiveBpe.GPT_2, 300);
    }

    @Test
    void countsAreThoseOfTheMergesOneByOne() {
        assertCounts(TokenizerFiles.load(folder, TokenizerFiles.of(naive)), naive, NaiveBpe.GPT_2, 4000);
    }

    @Test
    void theOrderOfMergesCountsAndNotThatOfIds() {
        List<Integer> ids = new ArrayList<>(naive.vocabulary().values());
        Collections.shuffle(ids, new Random(1));
        Map<String, Integer> shuffled = new TreeMap<>();
        naive.vocabulary().forEach((token, id) -> shuffled.put(token, ids.get(id)));
        ObjectNode file = TokenizerFiles.of(shuffled, naive.merges());
        assertCounts(TokenizerFiles.load(folder, file), naive, NaiveBpe.GPT_2, 2000);
    }

    @Test
    void aRegularExpressionOfTheFilesOwnSplits() {
        NaiveBpe llama = NaiveBpe.train(CORPUS, TokenizerFiles.LLAMA_3, 300);
        ObjectNode file = TokenizerFiles.of(llama.allSplits());
        file.set("pre_tokenizer", TokenizerFiles.split(TokenizerFiles.LLAMA_3));
        assertCounts(TokenizerFiles.load(folder, file), llama.allSplits(), TokenizerFiles.LLAMA_3, 1000);
        file.withObject("/model").put("ignore_merges", true);
        assertCounts(TokenizerFiles.load(folder, file), llama.allSplits(), TokenizerFiles.LLAMA_3, 1000);
    }

    @Test
    void mergesMayBePairsInLists() {
        ObjectNode file = TokenizerFiles.of(naive);
        file.withObject("/model").remove("merges");
        naive.merges()
                .forEach(merge ->
                        file.withArray("/model/merges").addArray().add(merge[0]).add(merge[1]));
        assertCounts(TokenizerFiles.load(folder, file), naive, NaiveBpe.GPT_2, 200);
    }

    @Test
    void longPiecesAreCountedAsShortOnes() {
        Tokenizer counter = TokenizerFiles.load(folder, TokenizerFiles.of(naive));
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            StringBuilder piece = new StringBuilder();
            int length = 400 + random.nextInt(800);
            String letters = i % 2 == 0 ? "ab" : "theinraüo";
            while (piece.length() < length) {
                int at = random.nextInt(letters.length());
                piece.append(letters.substring(at, at + 1).repeat(1 + random.nextInt(i % 3 == 0 ? 9 : 2)));
            }
            assertThat(counter.count(piece.toString()))
                    .as(piece.toString())
                    .isEqualTo(naive.encode(piece.toString()).size());
        }
    }

    @Test
    void aTokenThatItsMergesNeverMakeIsWholeOnlyWhenMergesAreIgnored() {
        NaiveBpe bpe = new NaiveBpe(merges("a b"));
        Map<String, Integer> vocabulary = bpe.vocabulary();
        vocabulary.put("xyz", vocabulary.size());
        ObjectNode file = TokenizerFiles.of(vocabulary, bpe.merges());
        assertThat(TokenizerFiles.load(folder, file).count("xyz")).isEqualTo(3);
        file.withObject("/model").put("ignore_merges", true);
        Tokenizer counter = TokenizerFiles.load(folder, file);
        assertThat(counter.count("xyz")).isEqualTo(1);
        assertThat(counter.count("xyza")).isEqualTo(4);
    }

    @Test
    void mergesThatDoNotFollowTheOrderOfTokensAreFollowedToo() {
        NaiveBpe bpe = new NaiveBpe(merges("b c", "a b", "ab c"));
        Tokenizer tokenizer = TokenizerFiles.load(folder, TokenizerFiles.of(bpe));
        assertThat(tokenizer.count("abc")).isEqualTo(2);
        assertThat(tokenizer.ids("abc")).containsExactly(tokenizer.id("a"), tokenizer.id("bc"));
    }

    @Test
    void aControlTokenIsOne() {
        ObjectNode file = TokenizerFiles.of(new NaiveBpe(List.of()));
        file.withArray("added_tokens")
                .add(TokenizerFiles.added("<|eot|>", "special"))
                .add(TokenizerFiles.added("<|eot|>x", "special"))
                .add(TokenizerFiles.added("<l>", "lstrip"))
                .add(TokenizerFiles.added("<r>", "rstrip"))
                .add(TokenizerFiles.added("word", "single_word"));
        Tokenizer counter = TokenizerFiles.load(folder, file);
        assertThat(counter.count("")).isZero();
        assertThat(counter.count("<|eot|>")).isEqualTo(1);
        assertThat(counter.count("ab<|eot|><|eot|>xc<|eot")).isEqualTo(2 + 1 + 1 + 1 + 5);
        assertThat(counter.count("a \n<l> b")).isEqualTo(1 + 1 + 2);
        assertThat(counter.count("a <r> \nb")).isEqualTo(2 + 1 + 1);
        assertThat(counter.count("word a word, sword words")).isEqualTo(1 + 3 + 1 + 1 + 1 + 5 + 1 + 5);
    }

    @Test
    void textIsNormalizedButNotControlTokens() {
        ObjectNode file = TokenizerFiles.of(new NaiveBpe(List.of()));
        file.withArray("added_tokens")
                .add(TokenizerFiles.added("e\u0301", "special"))
                .add(TokenizerFiles.added("ü", "normalized"));
        file.set("normalizer", TokenizerFiles.json("{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"}]}"));
        Tokenizer counter = TokenizerFiles.load(folder, file);
        assertThat(counter.count("a\u0308")).isEqualTo(2);
        assertThat(counter.count("e\u0301")).isEqualTo(1);
        assertThat(counter.count("u\u0308u")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"NFC, \u0301\u0327", "NFD, \u0301\u0327", "NFKC, \u0301\uff9e"})
    void combiningMarksWithoutEndTakeNoTimeOutOfProportion(String form, String marks) {
        ObjectNode file = TokenizerFiles.of(new NaiveBpe(List.of()));
        file.set("normalizer", TokenizerFiles.json("{\"type\":\"" + form + "\"}"));
        Tokenizer counter = TokenizerFiles.load(folder, file);
        String text = "a" + marks.repeat(250_000);
        // some minutes when all of them are sorted together
        assertThat(assertTimeout(Duration.ofSeconds(20), () -> counter.exceeds(text, 8000)))
                .isTrue();
    }

    @Test
    void stepsOfAPreTokenizerFollowEachOther() {
        NaiveBpe bpe = new NaiveBpe(merges("1 2", "a a", "Ġ aa"));
        ObjectNode file = TokenizerFiles.of(bpe);
        file.set("pre_tokenizer", TokenizerFiles.json("""
                {"type": "Sequence", "pretokenizers": [
                    {"type": "Digits", "individual_digits": true},
                    {"type": "Split", "pattern": {"String": "-"}, "behavior": "Removed", "invert": false},
                    {"type": "ByteLevel", "add_prefix_space": true, "use_regex": true}]}"""));
        Tokenizer counter = TokenizerFiles.load(folder, file);
        assertThat(counter.count("aa")).isEqualTo(1);
        assertThat(counter.count("aa-aa")).isEqualTo(2);
        assertThat(counter.count("12")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "a\u0004b, 2, 3, 3",
        "ab!!, 2, 2, 2",
        "!\u0004!, 1, 3, 3",
        "!\u0004\u0004!, 1, 4, 3",
        "'\u0004', 0, 1, 1",
        "'!\uD8C0\uDC00!', 5, 6, 6",
        "'\u0004\uD8C0\uDC00', 3, 5, 4",
        "é\u0004é, 4, 5, 5",
    })
    void aByteWithoutATokenIsDroppedOrUnknown(String text, int dropped, int unknown, int fused) {
        NaiveBpe bpe = new NaiveBpe(merges("! !", "a b"));
        ObjectNode file = TokenizerFiles.of(bpe);
        ObjectNode model = file.withObject("/model");
        // as SmolLM2's vocabulary, which was made from texts without these
        model.withObject("/vocab").remove(List.of(character(0x04), character(0xF1)));
        assertThat(TokenizerFiles.load(folder, file).count(text)).isEqualTo(dropped);
        model.withObject("/vocab").put("<unk>", 1000);
        model.put("unk_token", "<unk>");
        assertThat(TokenizerFiles.load(folder, file).count(text)).isEqualTo(unknown);
        model.put("fuse_unk", true);
        assertThat(TokenizerFiles.load(folder, file).count(text)).isEqualTo(fused);
    }

    private static String character(int b) {
        return String.valueOf(ByteAlphabet.character(b));
    }

    @Test
    void aPieceOfTensOfThousandsOfCharactersIsCountedExactly() {
        // twos, and a three at the end of an odd number
        Tokenizer counter = TokenizerFiles.load(folder, TokenizerFiles.of(new NaiveBpe(merges("a a", "aa a"))));
        for (int length : new int[] {4095, 4096, 4097, 8193, 60_001}) {
            assertThat(counter.count("a".repeat(length))).as("%d", length).isEqualTo(length / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1E030, 1, Lm of Unicode 15",
        "1DF25, 1, Ll of Unicode 15",
        "31350, 1, a Han letter of Unicode 15",
        "2EBF0, 1, a Han letter of Unicode 15.1",
        "1E5D0, 1, Lo of Unicode 16",
        "870, 1, Lo of Unicode 14 that is one char",
        "1E4F0, 2, Nd of Unicode 15",
        "1FAE8, 2, So of Unicode 15",
        "888, 2, Sk of Unicode 14",
        "11F43, 2, Po of Unicode 15",
    })
    void aCharacterNewerThanThisJavaIsWhatUnicodeSays(String codePoint, int pieces, String what) {
        String text = Character.toString(Integer.parseInt(codePoint, 16)) + "a";
        List<String> found = new ArrayList<>();
        JsonNode node = TokenizerFiles.split("\\p{L}+|\\p{N}+|[\\p{P}\\p{S}]+|\\p{Cn}+");
        new PreTokenizer(node, false, true)
                .split(text, true, (piece, start, end) -> found.add(piece.substring(start, end)));
        assertThat(String.join("", found)).isEqualTo(text);
        assertThat(found).as(what).hasSize(pieces);
    }

    @Test
    void countingEndsAboveTheLimit() {
        Tokenizer counter = TokenizerFiles.load(folder, TokenizerFiles.of(naive));
        for (String unit : List.of("the quick fox ", "=", " ")) {
            String text = unit.repeat(10_000_000 / unit.length());
            // without that end, some 10 s
            assertThat(assertTimeout(Duration.ofSeconds(5), () -> counter.exceeds(text, 8000)))
                    .as(unit)
                    .isTrue();
        }
        String text = CORPUS.repeat(3);
        int count = counter.count(text);
        assertThat(counter.exceeds(text, count)).isFalse();
        assertThat(counter.exceeds(text, count - 1)).isTrue();
        assertThat(counter.count(text, count)).isEqualTo(count);
    }

    @Test
    void manyThreadsCountTheSame() {
        Tokenizer counter = TokenizerFiles.load(folder, TokenizerFiles.of(naive));
        int count = counter.count(CORPUS);
        assertThat(IntStream.range(0, 2000).parallel().map(i -> counter.count(CORPUS)))
                .allMatch(each -> each == count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/model | {\"type\":\"Unigram\",\"vocab\":[[\"a\",0.5]]} | its Unigram model has no unk_id",
                "/model | {\"vocab\":[[\"a\",0.5]],\"unk_id\":1} | its Unigram model has no unk_id",
                "/model | {\"type\":\"WordPiece\",\"vocab\":{\"a\":0},\"unk_token\":\"[UNK]\"} | its unk_token '[UNK]'",
                "/model | {\"type\":\"WordLevel\",\"vocab\":{\"a\":0},\"unk_token\":\"[UNK]\"} | its unk_token '[UNK]'",
                "/model | {\"type\":\"WordPiece\"} | its model has no vocab",
                "/model | {\"type\":\"Other\"} | a model of type Other is not supported",
                "/model | {\"type\":\"BPE\"} | no model with vocab and merges",
                "/model | {\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[],\"dropout\":0.1} | dropout is not supported",
                "/model | {\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]} | the merge \"a b\" has tokens that are not",
                "/normalizer | {\"type\":\"Odd\"} | a normalizer Odd is not supported",
                "/normalizer | {\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAEAAA==\"} | its precompiled_charsmap is cut off",
                "/pre_tokenizer | {\"type\":\"UnicodeScripts\"} | a pre_tokenizer UnicodeScripts is not supported",
                "/pre_tokenizer | {\"type\":\"Metaspace\",\"replacement\":\"__\"} | a Metaspace with replacement '__'",
                "/post_processor | {\"type\":\"Odd\"} | a post_processor Odd is not supported",
                "/post_processor | {\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\"}}]} | no special token '<s>'",
                "/truncation | {\"max_length\":8,\"stride\":2} | a truncation with a stride",
            })
    void whatCannotBeCountedWithIsNamed(String at, String json, String message) throws Exception {
        ObjectNode file = TokenizerFiles.of(naive);
        file.set(at.substring(1), new ObjectMapper().readTree(json));
        assertThatThrownBy(() -> TokenizerFiles.load(folder, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("tokenizer.json").toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"\\h+", "(?m:a.)", "\\p{N}{1,3}+", "(a", "\\p{Nonsense}"})
    void aRegularExpressionThatJavaReadsOtherwiseIsRefused(String regex) {
        ObjectNode file = TokenizerFiles.of(naive);
        file.set("pre_tokenizer", TokenizerFiles.split(regex));
        assertThatThrownBy(() -> TokenizerFiles.load(folder, file)).hasMessageContaining(regex);
    }

    @Test
    void aScriptMayBeNamedWithoutIs() {
        ObjectNode file = TokenizerFiles.of(new NaiveBpe(merges("a b")));
        file.set("pre_tokenizer", TokenizerFiles.split("[\\p{Han}a]+|b"));
        assertThat(TokenizerFiles.load(folder, file).count("abab")).isEqualTo(4);
    }

    @Test
    void aFileThatIsNotThereOrNotJsonIsNamed() throws Exception {
        assertThatThrownBy(() -> Tokenizer.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenizer.json");
        Path file = Files.writeString(folder.resolve("tokenizer.model"), "\n\u000e\n<unk>");
        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenizer.model: it is not JSON");
    }

    private static List<String[]> merges(String... merges) {
        return List.of(merges).stream().map(merge -> merge.split(" ")).toList();
    }

    private static void assertCounts(Tokenizer counter, NaiveBpe expected, String regex, int texts) {
        Random random = new Random(texts);
        for (int i = 0; i < texts; i++) {
            String text = text(random);
            assertThat(counter.count(text)).as(text).isEqualTo(expected.count(text, regex));
        }
    }

    /** Parts of the corpus and characters of it, mixed. */
    private static String text(Random random) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(12); parts >= 0; parts--) {
            int from = random.nextInt(alphabet.length);
            int length = random.nextInt(random.nextBoolean() ? 3 : 15);
            for (int i = from; i < Math.min(from + length, alphabet.length); i++) {
                text.appendCodePoint(alphabet[i]);
            }
        }
        return text.toString();
    }
}
