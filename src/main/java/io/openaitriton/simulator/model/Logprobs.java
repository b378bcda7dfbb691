package io.openaitriton.simulator.model;

import io.openaitriton.simulator.core.ResponseJson;

/** Made-up log probabilities: -0.5 for every token, falling by as much with each rank of an alternative. */
public final class Logprobs {
    /** Of every token of an answer. */
    public static final double OF_TOKEN = -0.5;

    private static final int FIRST_TOKEN_ID = 100;

    private Logprobs() {}

    /** JSON of the sum over so many tokens. */
    public static String sum(int tokens) {
        return Double.toString(OF_TOKEN * tokens);
    }

    /**
     * JSON of the pieces from one index up to another, or {@code null}, a list of objects by token id.
     *
     * @param alternatives how many ranks to list for a token; null if none was asked for
     */
    public static String json(Answer answer, int from, int to, Integer alternatives) {
        if (alternatives == null) {
            return "null";
        }
        StringBuilder json = new StringBuilder("[");
        for (int i = from; i < Math.min(to, answer.size()); i++) {
            json.append(json.length() > 1 ? ",{" : "{");
            String token = answer.decodedToken(i);
            entry(json, FIRST_TOKEN_ID + i, 1, token);
            for (int rank = 2; rank <= alternatives; rank++) {
                entry(json.append(','), 100_000 * rank + i, rank, token + rank);
            }
            json.append('}');
        }
        return json.append(']').toString();
    }

    private static void entry(StringBuilder json, int id, int rank, String token) {
        json.append('"').append(id).append("\":{\"logprob\":").append(OF_TOKEN * rank);
        json.append(",\"rank\":").append(rank);
        json.append(",\"decoded_token\":").append(ResponseJson.quote(token)).append('}');
    }
}
