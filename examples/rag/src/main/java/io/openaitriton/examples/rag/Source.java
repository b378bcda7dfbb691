package io.openaitriton.examples.rag;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A passage that was found for a question.
 *
 * @param number by which answers cite it, from 1
 * @param file its path in the folder
 * @param passage its place in the file, from 1
 * @param distance from the question: 1 minus the cosine of the two vectors
 * @param text the passage
 */
@JsonPropertyOrder({"number", "file", "passage", "distance", "text"})
public record Source(int number, String file, int passage, double distance, String text) {}
