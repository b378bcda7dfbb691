package io.openaitriton.batch;

import io.openaitriton.api.ListPage;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.batches.Batch;
import io.openaitriton.api.batches.BatchCounts;
import io.openaitriton.api.batches.BatchRequest;
import io.openaitriton.api.batches.BatchStatus;
import io.openaitriton.api.files.FileObject;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/** The batches of a folder. Each belongs to the key that created it; to other keys it does not exist. */
public final class StoredBatches {
    private static final long WINDOW_SECONDS = 24 * 60 * 60L;

    private final BatchFolder folder;
    private final StoredFiles files;
    private final Clock clock;

    public StoredBatches(BatchFolder folder, StoredFiles files, Clock clock) {
        this.folder = folder;
        this.files = files;
        this.clock = clock;
    }

    /**
     * Makes a batch, for {@link BatchRunner} to work on.
     *
     * @param request which is {@link BatchRequest#check checked}
     * @throws ApiException 404 when its file is not there, 400 when that is no input of batches
     */
    public Batch create(BatchRequest request, String owner) {
        FileObject input = files.find(request.inputFileId(), owner);
        if (input == null) {
            throw StoredFiles.unknown("input_file_id", request.inputFileId());
        }
        if (!input.purpose().equals(FileObject.BATCH)) {
            throw ApiException.invalid(
                    "input_file_id",
                    "Invalid 'input_file_id': expected a file with the purpose 'batch', not '" + input.purpose()
                            + "'.");
        }
        long now = clock.millis() / 1000;
        StoredBatch batch = new StoredBatch(
                StoredIds.next(StoredIds.BATCH, clock.millis()),
                owner,
                input.id(),
                request.endpoint(),
                request.metadata(),
                files.newId(),
                files.newId(),
                now,
                now + WINDOW_SECONDS,
                BatchStatus.VALIDATING,
                null,
                Map.of(),
                null,
                BatchCounts.NONE,
                null);
        try {
            write(batch, files.content(input.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return batch.toBatch();
    }

    private void write(StoredBatch batch, Path input) throws IOException {
        Path unfinished = Files.createDirectory(folder.batches().resolve("new-" + batch.id()));
        Path own = unfinished.resolve("input.jsonl");
        try {
            // the client may delete the input file
            Files.createLink(own, input);
        } catch (UnsupportedOperationException e) {
            Files.copy(input, own);
        }
        BatchFolder.replace(
                unfinished.resolve("batch.json"), OpenAiJson.mapper().writeValueAsBytes(batch), true);
        // written first, so that no batch is forgotten; without its folder no process works on it
        Files.createFile(folder.open().resolve(batch.id()));
        BatchFolder.force(folder.open());
        BatchFolder.move(unfinished, place(batch.id()), true);
    }

    /** @throws ApiException 404 when there is none, or it belongs to another key */
    public Batch get(String id, String owner) {
        return read(id, owner).toBatch();
    }

    public ListPage<Batch> list(ListQuery query, String owner) {
        return query.page(BatchFolder.names(folder.batches(), StoredIds.BATCH, ""), id -> {
            StoredBatch batch = find(id);
            return batch == null || !Objects.equals(batch.owner(), owner) ? null : batch.toBatch();
        });
    }

    /**
     * Requests the end of a batch from the process that works on it.
     *
     * @throws ApiException 404 when there is none, or it belongs to another key; 409 when it has ended
     */
    public Batch cancel(String id, String owner) {
        StoredBatch batch = read(id, owner);
        if (batch.status().isFinal() && batch.status() != BatchStatus.CANCELLED) {
            String status = batch.status().word();
            throw ApiException.of(
                    409,
                    "invalid_request_error",
                    null,
                    "batch_ended",
                    "A batch with the status '" + status + "' cannot be cancelled.",
                    null);
        }
        try {
            Files.createFile(cancelMark(id));
        } catch (FileAlreadyExistsException e) {
            // cancelled before
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return get(id, owner);
    }

    private StoredBatch read(String id, String owner) {
        StoredBatch batch = StoredIds.isBatch(id) ? find(id) : null;
        if (batch == null || !Objects.equals(batch.owner(), owner)) {
            throw ApiException.of(
                    404, "invalid_request_error", "id", null, "No batch found with id '" + id + "'.", null);
        }
        return batch;
    }

    /** Null when there is none. A batch whose cancellation is requested has the status cancelling before its process notices. */
    private StoredBatch find(String id) {
        StoredBatch batch = stored(id);
        if (batch == null || batch.status().isFinal() || batch.ending() != null || !isCancelled(id)) {
            return batch;
        }
        try {
            long at = Files.getLastModifiedTime(cancelMark(id)).toMillis() / 1000;
            return batch.to(BatchStatus.CANCELLING, at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A batch as it is stored; null when there is none. */
    StoredBatch stored(String id) {
        byte[] json = BatchFolder.read(place(id).resolve("batch.json"));
        try {
            return json == null ? null : OpenAiJson.mapper().readValue(json, StoredBatch.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores a state. Only for the process that works on the batch. */
    void save(StoredBatch batch, boolean durable) throws IOException {
        BatchFolder.replace(
                place(batch.id()).resolve("batch.json"), OpenAiJson.mapper().writeValueAsBytes(batch), durable);
    }

    boolean isCancelled(String id) {
        return Files.exists(cancelMark(id));
    }

    private Path cancelMark(String id) {
        return place(id).resolve("cancel");
    }

    Path place(String id) {
        return folder.batches().resolve(id);
    }
}
