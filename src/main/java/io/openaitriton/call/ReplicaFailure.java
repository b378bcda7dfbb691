package io.openaitriton.call;

import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/** The outcome of a call to one replica, and its consequences. */
public final class ReplicaFailure {
    private static final String KEPT = "tritonReplicaFailure";

    private ReplicaFailure() {}

    /** Stores a failure that no circuit breaker may count. */
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

    /**
     * The only sign of an open circuit breaker, unless it is configured to throw; it is also set for failures, in addition to
     * their exception.
     */
    private static boolean isRejected(Exchange attempt) {
        return Boolean.TRUE.equals(
                attempt.getProperty(ExchangePropertyKey.CIRCUIT_BREAKER_RESPONSE_REJECTED, Boolean.class));
    }

    /** Whether Triton had certainly not begun to work on the request. */
    public static boolean isUndone(Exception failure) {
        if (failure instanceof Refused) {
            return true;
        }
        TritonException.Kind kind = Failures.kindOf(failure);
        return kind != null && kind.isUndone();
    }

    /** Whether another replica may succeed, although this one may have done the work: an error from Triton itself is final. */
    public static boolean isWorthRepeating(Exception failure) {
        TritonException.Kind kind = Failures.kindOf(failure);
        return kind == TritonException.Kind.TIMED_OUT
                || kind == TritonException.Kind.BAD_ANSWER
                || kind == TritonException.Kind.DIED;
    }

    /** Whether the replica gets no calls until a poll finds it ready. */
    public static boolean isDown(Exception failure) {
        TritonException.Kind kind = Failures.kindOf(failure);
        boolean away = kind == TritonException.Kind.UNREACHABLE
                || kind == TritonException.Kind.NOT_READY
                || kind == TritonException.Kind.DIED;
        // one broken connection says little about the next; a server that is down refuses the next
        return away && !(failure instanceof CircuitOpen) && !ConnectionLost.isCauseOf(failure);
    }

    /** Whether the connection broke: the replica may be another process when it answers again. */
    public static boolean isBroken(Exception failure) {
        return ConnectionLost.isCauseOf(failure);
    }

    /** Whether the failure is the replica's fault, and not that of the request or of a full queue. */
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

    /** By name, because hosts without circuit breakers need no such library. */
    private static boolean isCircuitOpen(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e.getClass().getSimpleName().equals("CallNotPermittedException")) {
                return true;
            }
        }
        return false;
    }

    /** The request needs something that this replica's dialect cannot do; another replica's dialect may. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Refused(ApiException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Nothing was sent, because earlier calls failed; the circuit breaker decides when to try again. */
    private static final class CircuitOpen extends TritonException {
        private static final long serialVersionUID = 1;

        private CircuitOpen() {
            super(Kind.NOT_READY, "its circuit breaker is open after too many failures");
        }
    }
}
