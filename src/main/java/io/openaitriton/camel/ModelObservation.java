package io.openaitriton.camel;

import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.triton.dialect.GenerateCall;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a model's route: tells metrics, traces and the access log which model is asked, how, and what. */
public final class ModelObservation implements Processor {
    @Override
    public void process(Exchange exchange) {
        observe(TritonModel.of(exchange), exchange.getProperty(TritonModel.CALL, GenerateCall.class), exchange);
    }

    static void observe(TritonModel model, GenerateCall call, Exchange exchange) {
        Observation observation = Observations.of(exchange);
        ApiRequest request = exchange.getProperty(OpenAiProperties.REQUEST, ApiRequest.class);
        observation.model(
                model.getModel(), call.dialect().id(), model.urls().get(0), call.generation().answer().stream());
        observation.operation(Operation.of(request.surface().operation()));
        observation.prompt(call.prompt());
        Observations.key(observation, exchange);
    }
}
