package io.openaitriton.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the models of a gateway are: at a Triton, at the simulator, or nowhere, since nobody has said where. */
public final class ModelAddresses {
    /** What a model's URL is in application.properties while the simulator is off; a host that never is (RFC 2606). */
    static final String UNSET = "http://url-not-set.invalid";

    private static final Logger LOG = LoggerFactory.getLogger(ModelAddresses.class);

    private final CamelContext context;
    private final String simulator;
    private final Map<String, ServedModel> models;

    /** @param simulator where it listens; null when it is off */
    public ModelAddresses(CamelContext context, String simulator) {
        this.context = context;
        this.simulator = simulator;
        this.models = new TreeMap<>(context.getRegistry().findByTypeWithName(ServedModel.class));
    }

    /**
     * A gateway all of whose models are nowhere would look as if it served them.
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

    /** Warns of what is easily overlooked: a model that is nowhere, and simulated models beside real ones. */
    public void tell() {
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

    static boolean isUnset(ServedModel model) {
        return model.urls().contains(UNSET);
    }

    private boolean isSimulator(String url) {
        return url.equals(simulator) || url.equals(simulator.replace("//127.0.0.1:", "//localhost:"));
    }

    /** The setting from which the bean has its URL, if it has the usual name. */
    private String setting(String bean) {
        String key = "triton." + bean + ".url";
        boolean known = !context.resolvePropertyPlaceholders("{{" + key + ":}}").isEmpty();
        return known ? "'" + key + "'" : "'url' of the bean " + bean;
    }
}
