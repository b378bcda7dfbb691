package io.openaitriton.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.api.embeddings.Embedding;
import io.openaitriton.api.embeddings.EmbeddingList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageIndexTest {
    @TempDir
    private Path folder;

    @Test
    void vectorsMayHaveThousandsOfNumbersAndAreStillThereAfterAReopening() throws IOException {
        PassageIndex index = open("large");
        index.replace("a.md", "a 1", List.of("one", "two"), List.of(vectors(4096, 0, 1)));
        index.close();
        PassageIndex again = open("large");
        assertThat(again.contains("a 1")).isTrue();
        assertThat(again.nearest(vectors(4096, 1)))
                .containsExactly(new Source(1, "a.md", 2, 0, "two"), new Source(2, "a.md", 1, 1, "one"));
        again.close();
    }

    @Test
    void vectorsOfAnotherModelAreNotCompared() throws IOException {
        PassageIndex index = open("small");
        index.replace("a.md", "a 1 small", List.of("one"), List.of(vectors(3, 0)));
        index.close();
        PassageIndex other = open("large");
        assertThat(other.nearest(vectors(4, 0))).isEmpty();
        other.replace("a.md", "a 1 large", List.of("one"), List.of(vectors(4, 0)));
        assertThat(other.contains("a 1 small")).isFalse();
        assertThat(other.nearest(vectors(4, 0))).hasSize(1);
        other.close();
    }

    private PassageIndex open(String model) throws IOException {
        PassageIndex index = new PassageIndex();
        index.setFolder(folder.toString());
        index.setModel(model);
        index.open();
        return index;
    }

    /** Vectors that have a 1 at one place. */
    private static EmbeddingList vectors(int dims, int... ones) {
        List<Embedding> vectors = IntStream.range(0, ones.length)
                .mapToObj(i -> new Embedding(
                        i,
                        ByteBuffer.allocate(dims * Float.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putFloat(ones[i] * Float.BYTES, 1)
                                .array(),
                        0,
                        dims,
                        false))
                .toList();
        return new EmbeddingList(vectors, "model", null);
    }
}
