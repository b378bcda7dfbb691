package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.exchange.Observations;
import io.openaitriton.model.ModelDefinition;
import io.openaitriton.model.ServedModel;
import io.openaitriton.triton.dialect.GenerateCall;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A step of a model's route: takes the tokens that the call may need from the limit of the client's API key, or refuses it with
 * 429. Tokens that the call does not use are returned when the request is done. Without keys it does nothing.
 */
public final class TokenLimit implements Processor {
    @Override
    public void process(Exchange exchange) {
        Admission admission = Admission.of(exchange);
        if (admission != null) {
            long tokens = ServedModel.of(exchange).tokensAtMost(exchange);
            GenerateCall call = exchange.getProperty(ModelDefinition.CALL, GenerateCall.class);
            String bound = call == null ? null : call.generation().names().maxTokens();
            admission.reserve(tokens, bound, Observations.of(exchange), exchange);
        }
    }
}
