package io.openaitriton.openai;

import java.util.List;

/** One of the likeliest tokens at a place; the fields are those of {@link TokenLogprob}. */
public record TopLogprob(String token, double logprob, List<Integer> bytes) {}
