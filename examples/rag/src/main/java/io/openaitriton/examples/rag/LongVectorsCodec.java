package io.openaitriton.examples.rag;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/** Lucene's codec for vectors of up to 16,384 numbers: Lucene stops at 1,024 by default, and models of embeddings do not. */
final class LongVectorsCodec extends Lucene912Codec {
    private static final int MAX_DIMENSIONS = 16_384;

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        KnnVectorsFormat format = super.getKnnVectorsFormatForField(field);
        // by its name Lucene finds the reader, so the files are those of the format itself
        return new KnnVectorsFormat(format.getName()) {
            @Override
            public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
                return format.fieldsWriter(state);
            }

            @Override
            public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
                return format.fieldsReader(state);
            }

            @Override
            public int getMaxDimensions(String name) {
                return MAX_DIMENSIONS;
            }
        };
    }
}
