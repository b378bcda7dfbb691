package io.openaitriton.camel;

import io.openaitriton.exchange.Observations;
import io.openaitriton.model.ServedModel;
import io.openaitriton.observe.Observation;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a model's route: gives the model, the dialect and the request to metrics, traces and the access log. */
public final class ModelObservation implements Processor {
    @Override
    public void process(Exchange exchange) {
        observe(exchange);
    }

    static void observe(Exchange exchange) {
        Observation observation = Observations.of(exchange);
        ServedModel.of(exchange).observe(observation, exchange);
        Observations.key(observation, exchange);
    }
}
