package io.openaitriton.call;

import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/** What became of a call to one of several Tritons, and what follows. */
public final class ReplicaFailure {
    private static final String KEPT = "tritonReplicaFailure";

    private ReplicaFailure() {}

    /** Keeps a failure that no circuit breaker shall see. */
    public static void keep(Exception failure, Exchange exchange) {
        exchange.setProperty(KEPT, failure);
    }

    /** Why an attempt failed; null when it did not. */
    public static Exception of(Exchange attempt) {
        Exception thrown = attempt.getException();
        if (thrown == null ? isRejected(attempt) : isCircuitOpen(thrown)) {
            return new CircuitOpen();
        }
        if (thrown != null) {
            return thrown;
        }
        return attempt.getProperty(KEPT) instanceof Exception kept ? kept : null;
    }

    /** An open circuit breaker says so by this alone, unless it is told to throw; it says it of failures as well, beside their exception. */
    private static boolean isRejected(Exchange attempt) {
        return Boolean.TRUE.equals(
                attempt.getProperty(ExchangePropertyKey.CIRCUIT_BREAKER_RESPONSE_REJECTED, Boolean.class));
    }

    /** Whether Triton had not begun to work on the request, for certain. */
    public static boolean isUndone(Exception failure) {
        if (failure instanceof Refused) {
            return true;
        }
        TritonException.Kind kind = Failures.kindOf(failure);
        return kind != null && kind.isUndone();
    }

    /** Whether another replica may do better, though this one may have done the work: what Triton says itself is final. */
    public static boolean isWorthRepeating(Exception failure) {
        TritonException.Kind kind = Failures.kindOf(failure);
        return kind == TritonException.Kind.TIMED_OUT
                || kind == TritonException.Kind.BAD_ANSWER
                || kind == TritonException.Kind.DIED;
    }

    /** Whether the replica is to get nothing until it is known to be ready. */
    public static boolean isDown(Exception failure) {
        TritonException.Kind kind = Failures.kindOf(failure);
        boolean away = kind == TritonException.Kind.UNREACHABLE
                || kind == TritonException.Kind.NOT_READY
                || kind == TritonException.Kind.DIED;
        // one connection that broke tells little of the next; a Triton that is gone refuses the next
        return away && !(failure instanceof CircuitOpen) && !ConnectionLost.isCauseOf(failure);
    }

    /** Whether the connection broke: the replica may be another process when it answers again. */
    public static boolean isBroken(Exception failure) {
        return ConnectionLost.isCauseOf(failure);
    }

    /** Whether it is a fault of the replica: not of the request, and not that others have filled its queue. */
    public static boolean isOfTheReplica(Exception failure) {
        TritonException.Kind kind = Failures.kindOf(failure);
        if (kind == null) {
            return failure instanceof IOException;
        }
        return !kind.isOfTheRequest()
                && switch (kind) {
                    case FAILED, UNKNOWN_MODEL, OVERLOADED -> false;
                    default -> true;
                };
    }

    /** By name: hosts without circuit breakers do without the library. */
    private static boolean isCircuitOpen(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e.getClass().getSimpleName().equals("CallNotPermittedException")) {
                return true;
            }
        }
        return false;
    }

    /** The request asks for what this replica's dialect has not; that of another may. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Refused(ApiException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Nothing was sent, as calls before have failed; when it is tried again is the circuit breaker's to say. */
    private static final class CircuitOpen extends TritonException {
        private static final long serialVersionUID = 1;

        private CircuitOpen() {
            super(Kind.NOT_READY, "its circuit breaker is open after too many failures");
        }
    }
}
