package io.openaitriton.batch;

/**
 * A request of a batch.
 *
 * @param number its line in the file, from 1
 * @param id its id in the results
 * @param customId the id that its author gave it
 * @param body the request as JSON, byte for byte as the file has it
 * @param model that it names, or null
 * @param stream whether it asks for a stream
 */
public record BatchLine(int number, String id, String customId, byte[] body, String model, boolean stream) {}
