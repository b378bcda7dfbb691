package io.openaitriton.failover;

import io.openaitriton.answer.StreamedAnswer;
import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.TritonCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.generation.ApiException;
import io.openaitriton.model.ModelDefinition;
import io.openaitriton.model.ServedModel;
import io.openaitriton.observe.Observation;
import io.openaitriton.replica.PromptBlocks;
import io.openaitriton.replica.Replica;
import io.openaitriton.replica.Replicas;
import io.openaitriton.replica.Replicas.Lease;
import io.openaitriton.triton.LoadReport;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ExchangeHelper;

/**
 * Calls one replica of a model after another, until one answers.
 *
 * @param step sends to the route of the chosen replica
 * @param sticky chooses the first replica
 * @param repeat whether a call that one replica may have worked on may be repeated on another
 */
public record ReplicaAttempts(ServedModel model, Replicas replicas, Processor step, StickyKey sticky, boolean repeat) {

    /** The position of the chosen replica, from 1. */
    private static final String REPLICA = "tritonReplica";

    /** Makes the call of an exchange, which then has the answer of a replica, or the failure of the last one. */
    public void make(Exchange exchange) {
        TritonCall call = TritonCall.of(exchange);
        try {
            Exception failure = attempts(exchange, call);
            call.settle();
            if (failure != null) {
                TritonCall.failed(exchange);
                exchange.setException(failure);
            }
        } catch (Exception e) {
            call.settle();
            exchange.setException(e);
        }
    }

    /** Calls replicas until one answers. Returns the last failure, or null after an answer. */
    private Exception attempts(Exchange exchange, TritonCall call) throws Exception {
        String key = sticky.of(exchange);
        PromptBlocks prompt = prompt(exchange);
        Set<Replica> tried = new HashSet<>();
        Exception failure = null;
        Lease lease = replicas.next(key, prompt, tried);
        while (lease != null) {
            call.tryReplica();
            failure = attempt(exchange, call, lease);
            if (failure == null || !mayGoOn(failure, call)) {
                return failure;
            }
            tried.add(lease.replica());
            lease = replicas.next(key, prompt, tried);
        }
        return failure == null
                ? new TritonException(
                        TritonException.Kind.NOT_READY,
                        "none of its " + replicas.all().size() + " replicas is available")
                : failure;
    }

    /** The prompt, if the policy reads prompts. The same prompt with another LoRA adapter counts as different. */
    private PromptBlocks prompt(Exchange exchange) {
        if (!replicas.policy().readsPrompts()) {
            return null;
        }
        GenerateCall call = exchange.getProperty(ModelDefinition.CALL, GenerateCall.class);
        return call == null
                ? null
                : PromptBlocks.of(
                        call.prompt().toString(), call.generation().sampling().lora());
    }

    private Exception attempt(Exchange exchange, TritonCall call, Lease lease) throws Exception {
        Replica replica = lease.replica();
        // as Camel's own failover does, so that nothing of a failure is left on the exchange
        Exchange attempt = ExchangeHelper.createCopy(exchange, true);
        Exception failure = translated(replica, attempt);
        Observation observation = Observations.of(exchange);
        observation.upstream(replica.url());
        observation.replica().chosen(lease.reason().label(), lease.matched());
        if (failure == null) {
            attempt.setProperty(REPLICA, replicas.all().indexOf(replica) + 1);
            failure = sent(replica, attempt);
        }
        if (failure != null) {
            lease.release();
            if (!call.isCancelled() && !(failure instanceof ReplicaFailure.Refused)) {
                model.failedAt(replica.url(), failure);
                replica.failed();
                if (ReplicaFailure.isDown(failure)) {
                    replica.ready(false);
                } else if (ReplicaFailure.isBroken(failure)) {
                    replica.coldStart();
                }
            }
            return failure;
        }
        call.whenEnded(() -> {
            lease.release();
            if (observation.replica().cacheHit() != null) {
                replica.cacheHit(lease.matched(), observation.replica().cacheHit());
            }
        });
        ExchangeHelper.copyResults(exchange, attempt);
        if (exchange.getMessage().getBody() instanceof StreamedAnswer answer) {
            // the attempt's own exchange ends before the stream does
            answer.handOver(exchange);
        }
        return null;
    }

    /** Makes the call, which requests a load report if Triton has one; returns the failure, or null. */
    private Exception sent(Replica replica, Exchange attempt) throws Exception {
        GenerateCall call = attempt.getProperty(ModelDefinition.CALL, GenerateCall.class);
        boolean asks = call != null
                && call.dialect().reportsLoad()
                && replicas.policy().readsLoad()
                && replica.isToBeAskedCacheUse();
        if (!asks) {
            step.process(attempt);
            return ReplicaFailure.of(attempt);
        }
        attempt.getMessage().setHeader(LoadReport.ASKS, LoadReport.FORMAT);
        boolean answered = false;
        try {
            step.process(attempt);
            Exception failure = ReplicaFailure.of(attempt);
            answered = failure == null;
            return failure;
        } finally {
            replica.cacheUse(
                    answered
                            ? LoadReport.cacheUse(attempt.getMessage().getHeader(LoadReport.HEADER, String.class))
                            : null,
                    answered);
            attempt.getMessage().removeHeader(LoadReport.ASKS);
            attempt.getMessage().removeHeader(LoadReport.HEADER);
        }
    }

    /** Translates the call into the replica's dialect; returns the reason if that is impossible. */
    private Exception translated(Replica replica, Exchange attempt) {
        try {
            model.translateFor(replica.url(), attempt);
            return null;
        } catch (ApiException e) {
            return new ReplicaFailure.Refused(e);
        } catch (TritonException | IOException e) {
            return e;
        }
    }

    private boolean mayGoOn(Exception failure, TritonCall call) {
        return !call.isCancelled()
                && !call.isExpired()
                && (ReplicaFailure.isUndone(failure) || repeat && ReplicaFailure.isWorthRepeating(failure));
    }
}
