package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.Collection;
import java.util.Map;

/**
 * The served models, each in version 1, and Triton's errors for others.
 *
 * @param models by their names
 */
public record ModelRepository(Map<String, SimulatedModel> models) {

    Collection<String> names() {
        return models.keySet();
    }

    /** The model of that name, or null. */
    SimulatedModel model(String name) {
        return models.get(name);
    }

    /** Whether any model has the metrics of a load report: Triton searches the metrics of all models. */
    boolean reportsLoad() {
        return models.values().stream().anyMatch(SimulatedModel::reportsLoad);
    }

    /** @param version version of the path, or null for any */
    boolean serves(String name, String version) {
        return models.containsKey(name) && (version == null || version.equals("1"));
    }

    /** The error for a model or version that is not served. */
    TritonError notFound(String name, String version) {
        boolean wrongVersion = models.containsKey(name) && version != null;
        return unknown(name, wrongVersion ? "version " + version + " is not found" : "is not found");
    }

    /** @param why "is not found" or "has no available versions" */
    static TritonError unknown(String name, String why) {
        return TritonError.beforeModel(404, "Request for unknown model: '" + name + "' " + why);
    }
}
