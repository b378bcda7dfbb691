package io.openaitriton.api.batches;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a batch is. */
public enum BatchStatus {
    /** Its lines are being checked. */
    VALIDATING,
    /** Its lines have mistakes: none is sent. */
    FAILED,
    IN_PROGRESS,
    /** All lines have an outcome; its files are being written. */
    FINALIZING,
    COMPLETED,
    /** Its completion window passed first. */
    EXPIRED,
    /** Lines under way end; no other is sent. */
    CANCELLING,
    CANCELLED;

    /** Whether nothing happens to it any more. */
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
