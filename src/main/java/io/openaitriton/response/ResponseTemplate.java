package io.openaitriton.response;

import java.util.List;

/**
 * What a family of models writes, as a JSON file in the shape of Hugging Face's {@code response_template} describes it. Immutable.
 *
 * @param name of the family, as a model's definition names it
 * @param endOfTurn tokens that a backend may leave at the end of the text
 */
public record ResponseTemplate(String name, List<String> endOfTurn) {}
