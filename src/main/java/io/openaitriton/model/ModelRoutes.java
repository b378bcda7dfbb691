package io.openaitriton.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.component.bean.BeanProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The models that requests can reach, and the {@code direct:} route of each: {@code triton-} and the name of the model's bean, or
 * the route in which the bean is a step.
 */
public final class ModelRoutes {
    private static final String DIRECT = "direct://";
    private static final String PREFIX = "triton-";

    private final CamelContext context;
    private volatile Known known;

    /** A model behind a route. */
    private record Reachable(ServedModel model, String route) {}

    /**
     * @param models in the order of their beans' names
     * @param ids each model by its id
     */
    private record Known(List<Reachable> models, Map<String, Reachable> ids) {}

    public ModelRoutes(CamelContext context) {
        this.context = context;
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onRoutesAdd(Collection<Route> routes) {
                known = null;
            }

            @Override
            public void onRoutesRemove(Collection<Route> routes) {
                known = null;
            }
        });
    }

    /** The models, by the names of their beans. Of two with the same id, only the first is included. */
    public List<ServedModel> models() {
        return known().models().stream().map(Reachable::model).toList();
    }

    /**
     * The route of the model with a name: the model with this id, also followed by an adapter's name; else the model whose
     * {@code names} match with the most characters, and of several the first by the name of its bean.
     *
     * @param kind of models to search
     * @return null if no model has this name
     */
    public String of(String name, Class<? extends ServedModel> kind) {
        Reachable found = find(name, model -> kind.isInstance(model));
        return found == null ? null : found.route();
    }

    /** The model of another kind with a name; null if there is none. */
    public ServedModel another(String name, Class<? extends ServedModel> kind) {
        Reachable found = find(name, model -> !kind.isInstance(model));
        return found == null ? null : found.model();
    }

    private Reachable find(String name, Predicate<ServedModel> wanted) {
        Known now = known();
        Reachable exact = now.ids().get(name);
        return exact != null && wanted.test(exact.model()) ? exact : byNames(name, now.models(), wanted);
    }

    private static Reachable byNames(String name, List<Reachable> models, Predicate<ServedModel> wanted) {
        Reachable found = null;
        int best = -1;
        for (Reachable each : models) {
            ServedModel model = each.model();
            if (!wanted.test(model)) {
                continue;
            }
            if (isAdapter(name, model)) {
                return each;
            }
            int fit = model.answersTo().fit(name);
            if (fit > best) {
                best = fit;
                found = each;
            }
        }
        return found;
    }

    private static boolean isAdapter(String name, ServedModel model) {
        String separator = model.loraSeparator();
        int prefix = separator == null ? 0 : model.getModel().length() + separator.length();
        return separator != null
                && name.length() > prefix
                && name.startsWith(model.getModel())
                && name.startsWith(separator, model.getModel().length());
    }

    private Known known() {
        Known now = known;
        if (now == null) {
            now = find();
            known = now;
        }
        return now;
    }

    private Known find() {
        Set<String> inputs = new HashSet<>();
        Map<Object, String> steps = new HashMap<>();
        for (Route route : context.getRoutes()) {
            String uri = route.getEndpoint().getEndpointBaseUri();
            if (uri.startsWith(DIRECT)) {
                String name = uri.substring(DIRECT.length());
                inputs.add(name);
                beans(route.navigate()).forEach(bean -> steps.putIfAbsent(bean, name));
            }
        }
        List<Reachable> models = new ArrayList<>();
        Map<String, Reachable> ids = new HashMap<>();
        new TreeMap<>(context.getRegistry().findByTypeWithName(ServedModel.class)).forEach((bean, model) -> {
            String route = inputs.contains(PREFIX + bean) ? PREFIX + bean : steps.get(model);
            if (route != null && !ids.containsKey(model.getModel())) {
                Reachable reachable = new Reachable(model, route);
                ids.put(model.getModel(), reachable);
                models.add(reachable);
            }
        });
        return new Known(List.copyOf(models), Map.copyOf(ids));
    }

    private static List<Object> beans(Navigate<?> steps) {
        List<Object> beans = new ArrayList<>();
        if (steps != null && steps.hasNext()) {
            for (Object step : steps.next()) {
                if (step instanceof BeanProcessor bean && bean.getBean() instanceof ServedModel model) {
                    beans.add(model);
                } else if (step instanceof Navigate<?> more) {
                    beans.addAll(beans(more));
                }
            }
        }
        return beans;
    }
}
