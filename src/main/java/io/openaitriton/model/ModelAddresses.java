package io.openaitriton.model;

import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the models of a gateway are: on a Triton server, on the simulator, or nowhere, if no URL is set. */
public final class ModelAddresses {
    /** The URL of a model in application.properties while the simulator is off; a host that never exists (RFC 2606). */
    static final String UNSET = "http://url-not-set.invalid";

    private static final Logger LOG = LoggerFactory.getLogger(ModelAddresses.class);

    private final CamelContext context;
    private final String simulator;
    private final Map<String, ServedModel> models;

    /** @param simulator its URL; null if it is off */
    public ModelAddresses(CamelContext context, String simulator) {
        this.context = context;
        this.simulator = simulator;
        this.models = new TreeMap<>(context.getRegistry().findByTypeWithName(ServedModel.class));
    }

    /**
     * Fails if no model has a URL: the gateway would otherwise look as if it served them.
     *
     * @throws IllegalArgumentException naming the settings
     */
    public void requireOne() {
        if (!models.isEmpty() && models.values().stream().allMatch(ModelAddresses::isUnset)) {
            throw new IllegalArgumentException("No model has a Triton URL: set "
                    + models.keySet().stream().map(this::setting).collect(Collectors.joining(", "))
                    + " to http://host:port, or 'simulator.enabled = true' to try the gateway without a Triton server");
        }
    }

    /** Warns about models without a URL, and about simulated models next to real ones. */
    public void warn() {
        List<String> simulated = new ArrayList<>();
        List<String> real = new ArrayList<>();
        models.forEach((bean, model) -> {
            if (isUnset(model)) {
                LOG.warn(
                        "The model {} has no Triton URL, so its requests get 503. Set {} to http://host:port, or"
                                + " delete its route",
                        model.getModel(),
                        setting(bean));
            } else if (simulator != null && model.urls().stream().allMatch(this::isSimulator)) {
                simulated.add(model.getModel() + " (" + setting(bean) + ")");
            } else {
                real.add(model.getModel() + " at " + model.getUrl());
            }
        });
        if (!simulated.isEmpty() && !real.isEmpty()) {
            LOG.warn(
                    "SOME MODELS ARE SIMULATED: {}. Real models: {}. Set the URLs of all models, or"
                            + " 'simulator.enabled = false'",
                    String.join(", ", simulated),
                    String.join(", ", real));
        }
    }

    /** @throws ApiException 503 if the model has no URL yet */
    public static void requireUrl(ServedModel model) {
        if (isUnset(model)) {
            throw ApiException.server(
                    503,
                    "triton_unreachable",
                    "The model '" + model.getModel() + "' has no Triton URL yet. The gateway's operator sets it.",
                    null);
        }
    }

    private static boolean isUnset(ServedModel model) {
        return model.urls().contains(UNSET);
    }

    private boolean isSimulator(String url) {
        return url.equals(simulator) || url.equals(simulator.replace("//127.0.0.1:", "//localhost:"));
    }

    /** The setting with the bean's URL, if it has the usual name. */
    private String setting(String bean) {
        String key = "triton." + bean + ".url";
        boolean known = !context.resolvePropertyPlaceholders("{{" + key + ":}}").isEmpty();
        return known ? "'" + key + "'" : "'url' of the bean " + bean;
    }
}
