package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.api.ErrorResponse;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.batch.BatchLine;
import io.openaitriton.batch.LineAnswer;
import io.openaitriton.batch.LineCall;
import io.openaitriton.batch.StoredBatch;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.call.Failures;
import io.openaitriton.call.RetryAfter;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.observe.RequestId;
import io.openaitriton.observe.RequestObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.slf4j.MDC;

/** Sends each line of a batch to the route that answers it, as a separate exchange, like an HTTP request. */
final class BatchLines implements LineCall, AutoCloseable {
    private static final String LINE_ROUTE = "direct:openai-batch-line";
    private static final String CORE = "openaiBatchCore";
    /** Stands for the path in metrics and logs. */
    private static final String ROUTE = "batch";

    private final CamelContext context;
    private final ProducerTemplate template;
    private final RequestObserver observer;
    private final Set<ExchangeCalls> underWay = ConcurrentHashMap.newKeySet();

    BatchLines(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
        RequestObserver bound = context.getRegistry().lookupByNameAndType(Observations.OBSERVER, RequestObserver.class);
        this.observer = bound == null ? RequestObserver.NOBODY : bound;
    }

    @Override
    public LineAnswer ask(BatchLine line, StoredBatch batch) {
        BatchEndpoints endpoint = BatchEndpoints.at(batch.endpoint());
        Exchange exchange = context.getEndpoint(LINE_ROUTE).createExchange(ExchangePattern.InOut);
        Observation observation = Observation.begin(observer, RequestId.of(null), null);
        observation.edge(Operation.of(endpoint.operation()), ROUTE);
        exchange.setProperty(OpenAiProperties.OPERATION, endpoint.operation());
        exchange.setProperty(CORE, endpoint.route());
        if (batch.owner() != null) {
            exchange.setProperty(OpenAiProperties.KEY_NAME, batch.owner());
        }
        exchange.getMessage().setBody(line.body());
        ExchangeCalls calls = ExchangeCalls.of(exchange);
        underWay.add(calls);
        int status = 0;
        try {
            Observations.begin(observation, exchange);
            Observations.key(observation, exchange);
            template.send(LINE_ROUTE, exchange);
            Observations.answered(exchange);
            LineAnswer answer = answer(exchange, observation);
            status = answer.status();
            return answer;
        } finally {
            underWay.remove(calls);
            observation.end(status, status != 0);
            MDC.remove(Observations.REQUEST_ID);
        }
    }

    private static LineAnswer answer(Exchange exchange, Observation observation) {
        Exception thrown = exchange.getException();
        byte[] body = thrown == null ? exchange.getMessage().getBody(byte[].class) : null;
        if (body == null) {
            ApiException error = thrown == null
                    ? ApiException.server(
                            500, "internal_error", "The model's route gave no answer. Check its steps.", null)
                    : Failures.toApi(thrown);
            observation.failed(error);
            return new LineAnswer(
                    error.status(), observation.id(), OpenAiJson.bytes(ErrorResponse.of(error)), 1, false);
        }
        Map<String, String> limits = Admission.headers(exchange);
        return new LineAnswer(
                exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                observation.id(),
                body,
                exchange.getMessage().getHeader(RetryAfter.HEADER, 0, Integer.class),
                "false".equals(limits.get("x-should-retry")));
    }

    @Override
    public void end() {
        underWay.forEach(ExchangeCalls::cancel);
    }

    @Override
    public void close() {
        template.stop();
    }
}
