package io.openaitriton.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.replica.Replicas.Lease;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptBlocksTest {

    @Test
    void promptsWithACommonBeginningShareItsHashes() {
        String prompt = text(200_000, 1);
        PromptBlocks blocks = PromptBlocks.of(prompt, null);
        for (int parts : new int[] {0, 1, 511, 512, 5000, 8192, 8193, 77_000, 199_000}) {
            String other = prompt.substring(0, parts) + (char) (prompt.charAt(parts) + 1) + text(300, 2);
            PromptBlocks others = PromptBlocks.of(other, null);
            for (int i = 0; i < others.size(); i++) {
                assertThat(others.hash(i) == blocks.hash(i))
                        .as("block %d after %d characters", i, parts)
                        .isEqualTo(PromptBlocks.end(i) <= parts);
            }
        }
    }

    @Test
    void aCharacterAnywhereChangesTheHash() {
        String prompt = text(1024, 3);
        long hash = PromptBlocks.of(prompt, null).hash(1);
        for (int i = 0; i < prompt.length(); i++) {
            StringBuilder other = new StringBuilder(prompt);
            other.setCharAt(i, (char) (other.charAt(i) ^ 0x100));
            assertThat(PromptBlocks.of(other.toString(), null).hash(1)).isNotEqualTo(hash);
        }
    }

    @Test
    void blocksOfALongPromptAreFew() {
        assertThat(PromptBlocks.count(511)).isZero();
        assertThat(PromptBlocks.count(512)).isEqualTo(1);
        assertThat(PromptBlocks.count(8192)).isEqualTo(16);
        assertThat(PromptBlocks.count(16_384)).isEqualTo(32);
        assertThat(PromptBlocks.count(77_000)).isEqualTo(66);
        assertThat(PromptBlocks.count(1 << 20)).isEqualTo(128);
        assertThat(PromptBlocks.count(Integer.MAX_VALUE)).isLessThan(320);
    }

    @Test
    void theEndsOfBlocksAreWhereTheyAreCounted() {
        for (int length = 0; length < 300_000; length += 37) {
            int count = PromptBlocks.count(length);
            assertThat(count == 0 ? 0 : PromptBlocks.end(count - 1)).isLessThanOrEqualTo(length);
            assertThat(PromptBlocks.end(count)).isGreaterThan(length);
        }
        int before = 0;
        for (int block = 0; block < 200; block++) {
            int end = PromptBlocks.end(block);
            assertThat(end - before).isBetween(512, Math.max(512, before / 16));
            assertThat(end % 512).isZero();
            before = end;
        }
    }

    @Test
    void aCharacterBeyondLatin1DoesNotChangeEarlierHashes() {
        String prompt = text(5000, 4);
        PromptBlocks plain = PromptBlocks.of(prompt, null);
        PromptBlocks wide = PromptBlocks.of(prompt + "\u2014", null);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(wide.hash(i)).isEqualTo(plain.hash(i));
        }
    }

    @Test
    void anotherVariantSharesNothing() {
        String prompt = text(5000, 5);
        PromptBlocks plain = PromptBlocks.of(prompt, null);
        PromptBlocks adapted = PromptBlocks.of(prompt, "tales");
        for (int i = 0; i < plain.size(); i++) {
            assertThat(adapted.hash(i)).isNotEqualTo(plain.hash(i));
        }
        assertThat(PromptBlocks.of(prompt, "tales").hash(3)).isEqualTo(adapted.hash(3));
    }

    /** Gateways on other machines, and of other releases while these are replaced, must agree. */
    @Test
    void hashesAreTheSameOnEveryMachine() {
        PromptBlocks blocks = PromptBlocks.of("The quick brown fox jumps over the lazy dog. ".repeat(300), null);
        assertThat(blocks.hash(0)).isEqualTo(FIRST);
        assertThat(blocks.hash(blocks.size() - 1)).isEqualTo(LAST);
    }

    @ParameterizedTest
    @CsvSource({
        "na\u00efve caf\u00e9 in Z\u00fcrich; ,-4085454385939775149,-6235914882278925012",
        "\u4e16\u754c\uff0c\u4f60\u597d\u3002 hello ,-4932426072907881245,-8174791963233274985",
        "\ud83d\ude80 to the moon \u2014 ,1015172320423899182,2460735088446810710",
    })
    void hashesOfTextBeyondAsciiAreTheSameOnEveryMachine(String words, long first, long last) {
        PromptBlocks blocks = PromptBlocks.of(words.repeat(4000), "tales");
        assertThat(List.of(blocks.hash(0), blocks.hash(blocks.size() - 1))).isEqualTo(List.of(first, last));
    }

    /** Prompts go where they went before on every machine, or each release of the gateway would move them all. */
    @Test
    void promptsLeadToTheSameAddressesOnEveryMachine() {
        KnownReplicas known = new KnownReplicas();
        List<Replica> all = Stream.of("a", "b", "c", "d", "e")
                .map(name -> known.of("m", "http://triton-" + name + ":8000"))
                .toList();
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            Lease lease = new Replicas(all, List.of(), Policy.PREFIX_HASH)
                    .next(null, PromptBlocks.of((i + " \u00e9\u4e16 ").repeat(1000), null), Set.of());
            places.append(lease.replica().url().charAt("http://triton-".length()));
            lease.release();
        }
        assertThat(places).hasToString("cadcecdcacbaaeeeadeadcbc");
    }

    @Test
    void aSimulationHasAHashForEachBlock() {
        assertThat(PromptBlocks.of(new long[] {1, 2}, 1100).share(2)).isEqualTo(1024 / 1100.0);
        assertThatThrownBy(() -> PromptBlocks.of(new long[] {1}, 1100))
                .hasMessage("A prompt of 1100 characters has 2 blocks, not 1");
    }

    private static final long FIRST = -5516313895766463168L;
    private static final long LAST = 3091545001337534087L;

    static String text(int length, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) (' ' + random.nextInt(90)));
        }
        return text.toString();
    }
}
