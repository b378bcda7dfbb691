package io.openaitriton.admission;

import io.openaitriton.generation.ApiException;

/** The errors for a client whose key does not admit it. They never contain any part of the key. */
final class Refusals {
    private static final String INVALID = "invalid_request_error";
    private static final String LIMITED = "rate_limit_exceeded";

    private Refusals() {}

    /** @param token what the client presented, or null */
    static ApiException unknown(String token) {
        String message = token == null
                ? "Missing API key: send it as 'Authorization: Bearer KEY'."
                : "Unknown API key: check it for typing errors, or ask the gateway's operator whether it was"
                        + " withdrawn.";
        return ApiException.of(401, INVALID, null, "invalid_api_key", message, null);
    }

    /** @param name of the key; null if no key was needed */
    static ApiException withdrawn(String name) {
        String message = name == null
                ? "The batch was created without an API key, and the gateway now requires one: create it again with"
                        + " a key."
                : "The API key '" + name + "' that created the batch was withdrawn.";
        return ApiException.of(401, INVALID, null, "invalid_api_key", message, null);
    }

    static ApiException model(String key, String model) {
        return ApiException.of(
                403,
                INVALID,
                "model",
                "model_not_found",
                "The API key '" + key + "' may not use the model '" + model + "'. GET /v1/models lists the models"
                        + " that it may use.",
                null);
    }

    static ApiException concurrent(String key, int limit) {
        return ApiException.of(
                429,
                "requests",
                null,
                LIMITED,
                "The API key '" + key + "' has " + limit + " requests in progress, which is its limit; wait until"
                        + " one ends.",
                null);
    }

    /** @param what {@code requests} or {@code tokens} */
    static ApiException rate(String what, String key, long limit, long wanted, String wait) {
        return ApiException.of(
                429,
                what,
                null,
                LIMITED,
                "The API key '" + key + "' may use " + limit + " " + what + " a minute, and too few are left"
                        + (what.equals("tokens") ? " for the " + wanted + " that this request may need" : "")
                        + "; retry in " + wait + ".",
                null);
    }

    /** @param bound the request field that limits the answer, by the client's name; null if there is none */
    static ApiException tooLarge(String key, long limit, long wanted, String bound) {
        return ApiException.of(
                429,
                "tokens",
                null,
                LIMITED,
                "This request may need " + wanted + " tokens, more than the " + limit + " that the API key '" + key
                        + "' may use a minute: send "
                        + (bound == null ? "less in one request." : "a shorter prompt or a smaller '" + bound + "'."),
                null);
    }
}
