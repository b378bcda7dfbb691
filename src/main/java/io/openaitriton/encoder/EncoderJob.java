package io.openaitriton.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The concurrent calls of one request, and their results. Thread-safe.
 *
 * <p>If the gateway pads texts, texts of about the same length share a call, so that the model computes little padding.
 */
public final class EncoderJob {
    private final List<EncoderInput> inputs;
    private final Layout layout;
    private final List<int[]> batches;
    private final Vector[] vectors;
    private int next;
    private int done;
    private long tokens;
    private boolean counted = true;
    private Exception failure;

    /** @param inputs at least one */
    public EncoderJob(List<EncoderInput> inputs, Layout layout) {
        this.inputs = inputs;
        this.layout = layout;
        this.batches = batches(inputs, layout);
        this.vectors = new Vector[inputs.size()];
    }

    private static List<int[]> batches(List<EncoderInput> inputs, Layout layout) {
        int[] order = IntStream.range(0, inputs.size()).toArray();
        if (!layout.takesTexts()) {
            order = IntStream.of(order)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> inputs.get(i).length()))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        List<int[]> batches = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int end = from + 1;
            // the last is the longest
            while (end < order.length
                    && end - from < layout.batchSize()
                    && (end - from + 1L) * inputs.get(order[end]).length() <= layout.batchTokens()) {
                end++;
            }
            batches.add(Arrays.copyOfRange(order, from, end));
            from = end;
        }
        return batches;
    }

    /** Number of calls. */
    public int calls() {
        return batches.size();
    }

    public Layout layout() {
        return layout;
    }

    /** The next batch; null when there is none, or the request has failed. */
    public synchronized Batch take() {
        if (failure != null || next == batches.size()) {
            return null;
        }
        int[] places = batches.get(next);
        next++;
        return new Batch(places, Arrays.stream(places).mapToObj(inputs::get).toList());
    }

    /** Stores the result of a batch. */
    public synchronized void done(Batch batch, Encoding encoding) {
        for (int i = 0; i < batch.places.length; i++) {
            vectors[batch.places[i]] = encoding.vectors().get(i);
        }
        if (encoding.tokens() == null) {
            counted = false;
        } else {
            tokens += encoding.tokens();
        }
        done++;
    }

    /** Fails the request; the first failure counts. */
    public synchronized boolean fail(Exception cause) {
        boolean first = failure == null;
        failure = first ? cause : failure;
        return first;
    }

    /**
     * A vector for each input, in their order.
     *
     * @throws Exception the failure of a call
     */
    public synchronized List<Vector> vectors() throws Exception {
        if (failure != null) {
            throw failure;
        }
        if (done != batches.size()) {
            throw new IllegalStateException(done + " of " + batches.size() + " calls have an answer");
        }
        return Arrays.asList(vectors);
    }

    /** Number of tokens as counted by the backend; null if it does not count. */
    public synchronized Long tokens() {
        return counted ? (Long) tokens : null;
    }

    /** Inputs of one call. */
    public static final class Batch {
        private final int[] places;
        private final List<EncoderInput> inputs;

        private Batch(int[] places, List<EncoderInput> inputs) {
            this.places = places;
            this.inputs = inputs;
        }

        public List<EncoderInput> inputs() {
            return inputs;
        }
    }
}
