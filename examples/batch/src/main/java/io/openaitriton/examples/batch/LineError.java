package io.openaitriton.examples.batch;

/**
 * Why a line of a batch file is not sent.
 *
 * @param code what it is
 * @param message the same for people
 * @param line place of the line in the file, from 1
 */
public record LineError(String code, String message, long line) {}
