package io.openaitriton.camel;

import io.openaitriton.call.TritonCall;
import io.openaitriton.model.ServedModel;
import java.io.InterruptedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A step of a model's route: waits in the model's queue until the model has room for a call, or refuses the call with 503. The
 * room is free again after the answer. A model without {@code maxConcurrent} lets every call through.
 */
public final class ModelCapacity implements Processor {
    @Override
    public void process(Exchange exchange) throws InterruptedIOException {
        ServedModel.of(exchange).queue().enter(TritonCall.of(exchange), exchange);
    }
}
