package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.model.ServedModel;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a model's route: refuses the model to a client whose API key may not use it, with 403. Without keys it does nothing. */
public final class ModelPermission implements Processor {
    @Override
    public void process(Exchange exchange) {
        Admission admission = Admission.of(exchange);
        if (admission != null) {
            admission.requireModel(ServedModel.of(exchange).getModel());
        }
    }
}
