package io.openaitriton.examples.rag;

import io.openaitriton.api.embeddings.EmbeddingList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passages of documents and their vectors, in a Lucene index. Besides a Lucene document for each passage, each file has one with its version, so a file
 * without text is known as well.
 */
public final class PassageIndex {
    private static final Logger LOG = LoggerFactory.getLogger(PassageIndex.class);

    private static final String FILE = "file";
    private static final String VERSION = "version";
    private static final String PASSAGE = "passage";
    private static final String TEXT = "text";

    private Path folder;
    private String vectorField;
    private int sources = 4;

    private Directory directory;
    private IndexWriter writer;
    private SearcherManager searchers;

    /** Folder of the index. Required. */
    public void setFolder(String folder) {
        this.folder = Path.of(folder);
    }

    /** Model of the vectors. Required. Those of each model are apart: they may differ in length, and cannot be compared. */
    public void setModel(String model) {
        this.vectorField = "vector " + model;
    }

    /** How many passages are found for a question. Default 4. */
    public void setSources(int sources) {
        this.sources = sources;
    }

    /** Opens the index, or makes it. */
    public void open() throws IOException {
        directory = FSDirectory.open(folder);
        writer = new IndexWriter(directory, new IndexWriterConfig().setCodec(new LongVectorsCodec()));
        searchers = new SearcherManager(writer, null);
    }

    /** Closes the index. */
    public void close() throws IOException {
        searchers.close();
        writer.close();
        directory.close();
    }

    boolean contains(String version) {
        return search(searcher -> searcher.count(new TermQuery(new Term(VERSION, version))) > 0);
    }

    /** Stores the passages of a file in place of those that it had, all at once. */
    public void replace(
            @ExchangeProperty("ragFile") String file,
            @ExchangeProperty("ragVersion") String version,
            @ExchangeProperty("ragPassages") List<String> passages,
            @Body List<?> batches)
            throws IOException {
        List<float[]> vectors = batches.stream()
                .filter(EmbeddingList.class::isInstance)
                .flatMap(batch -> ((EmbeddingList) batch).data().stream())
                .map(embedding -> embedding.vector())
                .toList();
        List<Document> documents = new ArrayList<>();
        documents.add(document(file, new KeywordField(VERSION, version, Field.Store.NO)));
        for (int i = 0; i < passages.size(); i++) {
            documents.add(document(
                    file,
                    new StoredField(PASSAGE, i + 1),
                    new StoredField(TEXT, passages.get(i)),
                    new KnnFloatVectorField(vectorField, vectors.get(i), VectorSimilarityFunction.COSINE)));
        }
        writer.updateDocuments(new Term(FILE, file), documents);
        commit();
    }

    /** Removes the files that are no longer in the folder of the documents. */
    public void removeMissing(String documents) throws IOException {
        List<String> missing = search(searcher -> {
            List<String> files = new ArrayList<>();
            StoredFields fields = searcher.storedFields();
            for (ScoreDoc hit : searcher.search(new FieldExistsQuery(VERSION), Integer.MAX_VALUE).scoreDocs) {
                String file = fields.document(hit.doc).get(FILE);
                if (!Files.exists(Path.of(documents, file))) {
                    files.add(file);
                }
            }
            return files;
        });
        if (!missing.isEmpty()) {
            writer.deleteDocuments(
                    missing.stream().map(file -> new Term(FILE, file)).toArray(Term[]::new));
            commit();
            LOG.info("Removed {}", missing);
        }
    }

    /** The passages that are nearest to a question, the nearest first. */
    public List<Source> nearest(@Body EmbeddingList question) {
        float[] vector = question.data().get(0).vector();
        return search(searcher -> {
            List<Source> nearest = new ArrayList<>();
            StoredFields fields = searcher.storedFields();
            for (ScoreDoc hit :
                    searcher.search(new KnnFloatVectorQuery(vectorField, vector, sources), sources).scoreDocs) {
                Document passage = fields.document(hit.doc);
                nearest.add(new Source(
                        nearest.size() + 1,
                        passage.get(FILE),
                        passage.getField(PASSAGE).numericValue().intValue(),
                        // Lucene's score is (1 + cosine) / 2
                        Math.round((2 - 2 * hit.score) * 10_000) / 10_000.0,
                        passage.get(TEXT)));
            }
            return nearest;
        });
    }

    private static Document document(String file, Field... fields) {
        Document document = new Document();
        document.add(new StringField(FILE, file, Field.Store.YES));
        for (Field field : fields) {
            document.add(field);
        }
        return document;
    }

    private void commit() throws IOException {
        writer.commit();
        searchers.maybeRefreshBlocking();
    }

    private <T> T search(Search<T> search) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return search.in(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Search<T> {
        T in(IndexSearcher searcher) throws IOException;
    }
}
