package io.openaitriton.examples.batch;

/**
 * A line of a batch file.
 *
 * @param number its place in the file, from 1
 * @param id its id in the results
 * @param customId the id that its author gave it; null when it has none
 * @param url path of the request; null when there is an error
 * @param request the request as JSON; null when there is an error
 * @param error why it is not sent; null when it is
 */
public record BatchLine(long number, String id, String customId, String url, byte[] request, LineError error) {

    /** The same line, not to be sent because no route takes its {@code url}. */
    public BatchLine getWithUnknownUrl() {
        return withError("invalid_url", "url: expected /v1/chat/completions or /v1/completions, not '" + url + "'");
    }

    BatchLine withError(String code, String message) {
        return new BatchLine(
                number, id, customId, null, null, new LineError(code, "Line " + number + ": " + message + ".", number));
    }
}
