package io.openaitriton.api.chat;

import io.openaitriton.generation.TokenLogprob;
import java.util.List;

/**
 * Log probabilities of the tokens of a choice, or of those that are new in a chunk.
 *
 * @param content one entry a token
 * @param refusal null: a model behind Triton has no such channel
 */
public record ChoiceLogprobs(List<TokenLogprob> content, List<TokenLogprob> refusal) {}
