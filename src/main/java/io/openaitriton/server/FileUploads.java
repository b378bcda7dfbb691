package io.openaitriton.server;

import io.openaitriton.batch.BatchFolder;
import io.openaitriton.exchange.Edges;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.Operation;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;

/**
 * File uploads: written to the batch folder as they arrive, without the limit of other bodies, which are read into memory. Vert.x
 * reads a body once: its handler in the route finds the body that was read here.
 */
public final class FileUploads {
    /** Boundaries, and the other fields of the form. */
    private static final int MORE_BYTES = 64 * 1024;

    private final BodyHandler body;

    private FileUploads(String folder, int maxBytes) {
        body = folder.isBlank()
                ? null
                : BodyHandler.create(BatchFolder.uploads(Path.of(folder.trim())).toString())
                        .setBodyLimit((long) maxBytes + MORE_BYTES)
                        // the route has moved the files that it stored
                        .setDeleteUploadedFilesOnEnd(true);
    }

    /**
     * @param folder of batches; blank if they are off
     * @param maxBytes longest file
     */
    public static EntryStep step(String folder, int maxBytes) {
        return new FileUploads(folder, maxBytes)::enter;
    }

    /** Whether a request uploads a file. */
    static boolean isAt(RoutingContext context) {
        ObservedRequest observed = ObservedRequest.current();
        Edges.Edge edge = observed == null ? null : observed.edge();
        return edge != null
                && edge.operation() == Operation.FILES
                && !edge.path().contains("{")
                && context.request().method().equals(HttpMethod.POST);
    }

    private boolean enter(RoutingContext context) {
        if (!isForm(context.request()) || !isAt(context)) {
            return true;
        }
        if (body == null) {
            HttpErrors.answer(context, BatchFolder.off());
        } else {
            // goes on when it has read the body
            body.handle(context);
        }
        return false;
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.startsWith("multipart/form-data");
    }

    /** The error for a file that is too large. */
    static ApiException tooLarge() {
        return ApiException.of(
                413,
                "invalid_request_error",
                "file",
                "file_too_large",
                "The file is larger than 'openai.batch-max-file-size' allows. Split it, or ask the gateway's"
                        + " operator to raise the setting.",
                null);
    }
}
