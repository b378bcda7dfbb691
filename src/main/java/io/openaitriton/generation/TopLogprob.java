package io.openaitriton.generation;

import java.util.List;

/** One of the likeliest tokens at a place; the components are those of {@link TokenLogprob}. */
public record TopLogprob(String token, double logprob, List<Integer> bytes) {}
