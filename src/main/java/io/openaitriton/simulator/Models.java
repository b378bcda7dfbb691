package io.openaitriton.simulator;

import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models served, each in version 1, and what Triton says of others. */
record Models(Map<String, Shape> shapes) {

    /**
     * @param entries each a name, or {@code name=dialect}; without a dialect it is a vLLM model
     * @throws IllegalArgumentException naming the entry that is none
     */
    static Models of(List<String> entries) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = (equals < 0 ? entry : entry.substring(0, equals)).trim();
            require(!name.isEmpty() && name.indexOf('/') < 0, entry, "a model is name or name=dialect");
            require(!shapes.containsKey(name), entry, "the name is there twice");
            try {
                shapes.put(name, Dialect.parse(equals < 0 ? "vllm" : entry.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                require(false, entry, e.getMessage());
            }
        }
        return new Models(shapes);
    }

    /** The model's shape. */
    Shape shape(String model) {
        return shapes.get(model);
    }

    /** @param version version of the path, or null for any */
    boolean serves(String model, String version) {
        return shapes.containsKey(model) && (version == null || version.equals("1"));
    }

    /** The error for a model or version that is not served. */
    TritonError notFound(String model, String version) {
        boolean wrongVersion = shapes.containsKey(model) && version != null;
        return unknown(model, wrongVersion ? "version " + version + " is not found" : "is not found");
    }

    /** @param why "is not found" or "has no available versions" */
    static TritonError unknown(String model, String why) {
        return TritonError.beforeModel(404, "Request for unknown model: '" + model + "' " + why);
    }

    private static void require(boolean condition, String entry, String message) {
        if (!condition) {
            throw new IllegalArgumentException("not a simulated model: '" + entry + "'; " + message);
        }
    }
}
