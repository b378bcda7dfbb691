package io.openaitriton.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.openaitriton.api.batches.Batch;
import io.openaitriton.api.batches.BatchCounts;
import io.openaitriton.api.batches.BatchError;
import io.openaitriton.api.batches.BatchErrors;
import io.openaitriton.api.batches.BatchRequest;
import io.openaitriton.api.batches.BatchStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored state of a batch. Times are unix seconds.
 *
 * @param owner name of the key that created it; null if no key was needed
 * @param outputId id that the file of results will have
 * @param errorId id that the file of other outcomes will have
 * @param ending how it will end; null while that is not decided
 * @param times when it came to each status
 * @param model null before its lines are checked, and when they name none
 * @param errors mistakes in its lines; null when there are none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoredBatch(
        String id,
        String owner,
        String inputFileId,
        String endpoint,
        Map<String, String> metadata,
        String outputId,
        String errorId,
        long createdAt,
        long expiresAt,
        BatchStatus status,
        BatchStatus ending,
        Map<BatchStatus, Long> times,
        String model,
        BatchCounts counts,
        List<BatchError> errors) {

    /** It comes to a status. */
    StoredBatch to(BatchStatus next, long now) {
        Map<BatchStatus, Long> all = new TreeMap<>(times);
        all.putIfAbsent(next, now);
        return with(next, ending, all, model, counts, errors);
    }

    /** Fixes how it will end. */
    StoredBatch endingAs(BatchStatus last) {
        return with(status, last, times, model, counts, errors);
    }

    StoredBatch counting(BatchCounts now) {
        return with(status, ending, times, model, now, errors);
    }

    /** Adds the result of checking its lines. */
    StoredBatch checked(CheckedInput input) {
        List<BatchError> mistakes = input.errors().isEmpty() ? null : input.errors();
        return with(status, ending, times, input.model(), new BatchCounts(input.lines(), 0, 0), mistakes);
    }

    private StoredBatch with(
            BatchStatus newStatus,
            BatchStatus newEnding,
            Map<BatchStatus, Long> newTimes,
            String newModel,
            BatchCounts newCounts,
            List<BatchError> newErrors) {
        return new StoredBatch(
                id,
                owner,
                inputFileId,
                endpoint,
                metadata,
                outputId,
                errorId,
                createdAt,
                expiresAt,
                newStatus,
                newEnding,
                newTimes,
                newModel,
                newCounts,
                newErrors);
    }

    /** As clients see it. */
    Batch toBatch() {
        boolean published = status.isFinal() && status != BatchStatus.FAILED;
        return new Batch(
                id,
                endpoint,
                model,
                errors == null ? null : new BatchErrors(errors),
                inputFileId,
                BatchRequest.WINDOW,
                status,
                published && counts.completed() > 0 ? outputId : null,
                published && counts.failed() > 0 ? errorId : null,
                createdAt,
                times.get(BatchStatus.IN_PROGRESS),
                expiresAt,
                times.get(BatchStatus.FINALIZING),
                times.get(BatchStatus.COMPLETED),
                times.get(BatchStatus.FAILED),
                times.get(BatchStatus.EXPIRED),
                times.get(BatchStatus.CANCELLING),
                times.get(BatchStatus.CANCELLED),
                counts,
                metadata);
    }
}
