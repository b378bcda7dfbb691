package io.openaitriton.examples.kafka;

/** A request was not answered, and may be when it is asked again. */
public final class UnansweredException extends Exception {
    private final transient KafkaOutcome outcome;

    UnansweredException(KafkaOutcome outcome) {
        super("answered with status " + outcome.status());
        this.outcome = outcome;
    }

    KafkaOutcome outcome() {
        return outcome;
    }
}
