package io.openaitriton.encoding;

import io.openaitriton.api.embeddings.EmbeddingUsage;
import io.openaitriton.call.TokenReservation;
import io.openaitriton.call.TritonCall;
import io.openaitriton.encoder.EncoderInput;
import io.openaitriton.encoder.EncoderJob;
import io.openaitriton.encoder.Layout;
import io.openaitriton.exchange.Observations;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** The calls for a request for vectors or scores: those still to make, those in progress, and their results. */
public final class EncoderWork {
    private static final String PROPERTY = "tritonEncoderWork";
    /** Characters a token, as for prompts of chats: about right for English. */
    private static final int CHARACTERS_A_TOKEN = 4;

    private final List<EncoderInput> inputs;
    private final EncoderJob job;
    private final Integer dimensions;
    private final Set<TritonCall> underWay = ConcurrentHashMap.newKeySet();

    /** @param dimensions that the client wants; null for all */
    private EncoderWork(List<EncoderInput> inputs, Layout layout, Integer dimensions) {
        this.inputs = inputs;
        this.job = new EncoderJob(inputs, layout);
        this.dimensions = dimensions;
    }

    /** Begins the work of a request. */
    public static EncoderWork begin(List<EncoderInput> inputs, Layout layout, Integer dimensions, Exchange exchange) {
        EncoderWork work = new EncoderWork(inputs, layout, dimensions);
        exchange.setProperty(PROPERTY, work);
        return work;
    }

    /** The work of an exchange. */
    public static EncoderWork of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, EncoderWork.class);
    }

    /** Its batches and their results. */
    public EncoderJob job() {
        return job;
    }

    Integer dimensions() {
        return dimensions;
    }

    /** One lane for each concurrent call. */
    public List<EncoderLane> lanes(int most) {
        return Collections.nCopies(Math.min(most, job.calls()), this).stream()
                .map(EncoderLane::new)
                .toList();
    }

    /** A call is about to be made. */
    void begun(TritonCall call) {
        underWay.add(call);
    }

    void ended(TritonCall call) {
        underWay.remove(call);
    }

    /** A call failed: no other call is made, and calls in progress end. */
    void fail(Exception failure) {
        if (job.fail(failure)) {
            underWay.forEach(TritonCall::abort);
        }
    }

    /**
     * The tokens of the request, when all calls have been made: counted by the backend or the tokenizer, or else estimated by the lengths of the texts. Metrics and
     * limits get counted tokens only.
     */
    public EmbeddingUsage usage(Exchange exchange) {
        Long tokens = job.tokens() == null ? countedTokens() : job.tokens();
        if (tokens == null) {
            return EmbeddingUsage.estimated(tokensAtMost());
        }
        Usage usage = new Usage(tokens, 0);
        Observations.of(exchange).usage(usage);
        TokenReservation.of(exchange).used(usage);
        return EmbeddingUsage.counted(tokens);
    }

    /** Number of tokens as counted by the gateway; null if it does not count. */
    private Long countedTokens() {
        long tokens = 0;
        for (EncoderInput input : inputs) {
            if (input.tokens() == null) {
                return null;
            }
            tokens += input.tokens().ids().length;
        }
        return tokens;
    }

    /** Number of tokens, counted or estimated. */
    public long tokensAtMost() {
        Long counted = countedTokens();
        return counted != null
                ? counted
                : inputs.stream()
                        .mapToLong(input -> (input.text().length()
                                                + (input.second() == null
                                                        ? 0
                                                        : input.second().length()))
                                        / CHARACTERS_A_TOKEN
                                + 1)
                        .sum();
    }

    /** The texts, as far as they are known, for the access log. */
    public String texts(int most) {
        List<String> texts = new ArrayList<>();
        int length = 0;
        String before = null;
        for (EncoderInput input : inputs) {
            // a query of many pairs is logged once
            if (input.text() != null
                    && length < most
                    && !(input.second() != null && input.text().equals(before))) {
                texts.add(input.text());
                length += input.text().length();
            }
            if (input.second() != null && length < most) {
                texts.add(input.second());
                length += input.second().length();
            }
            before = input.text();
        }
        return String.join("\n", texts);
    }
}
