package io.openaitriton.encoding;

import io.openaitriton.encoder.EncoderJob.Batch;
import org.apache.camel.Exchange;

/** Makes the calls of a request one after another, in parallel with other lanes. */
public final class EncoderLane {
    private static final String PROPERTY = "tritonEncoderLane";

    private final EncoderWork work;
    private Batch batch;

    EncoderLane(EncoderWork work) {
        this.work = work;
    }

    /** The lane of an exchange; the splitter has put it into the body. */
    public static EncoderLane of(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof EncoderLane lane) {
            exchange.setProperty(PROPERTY, lane);
            return lane;
        }
        return exchange.getProperty(PROPERTY, EncoderLane.class);
    }

    /** The request's work. */
    public EncoderWork work() {
        return work;
    }

    /** Takes the next batch, and returns false when there is none. */
    public boolean next() {
        batch = work.job().take();
        return batch != null;
    }

    /** The batch of its current call. */
    Batch batch() {
        return batch;
    }
}
