package io.openaitriton.simulator;

import java.util.List;

/** The models served, each in version 1, and what Triton says of others. */
record Models(List<String> names) {

    /** @param version version of the path, or null for any */
    boolean serves(String model, String version) {
        return names.contains(model) && (version == null || version.equals("1"));
    }

    /** The error for a model or version that is not served. */
    TritonError notFound(String model, String version) {
        boolean wrongVersion = names.contains(model) && version != null;
        return unknown(model, wrongVersion ? "version " + version + " is not found" : "is not found");
    }

    /** @param why "is not found" or "has no available versions" */
    static TritonError unknown(String model, String why) {
        return TritonError.beforeModel(404, "Request for unknown model: '" + model + "' " + why);
    }
}
