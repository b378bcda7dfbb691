package io.openaitriton.api.batches;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of a batch. */
public enum BatchStatus {
    /** Its lines are being checked. */
    VALIDATING,
    /** Its lines have errors: none is sent. */
    FAILED,
    IN_PROGRESS,
    /** All lines have an outcome; its files are being written. */
    FINALIZING,
    COMPLETED,
    /** Its completion window passed first. */
    EXPIRED,
    /** Lines in progress finish; no other is sent. */
    CANCELLING,
    CANCELLED;

    /** Whether the status is final. */
    public boolean isFinal() {
        return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
    }

    /** As JSON has it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static BatchStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
