package io.openaitriton.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.component.bean.BeanProcessor;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The {@code direct:} route of each model, by the id that the model is listed by. It has the name of the model's bean, or is the route in
 * which the bean is a step. A model behind no such route is asked by the router's branches only.
 */
final class ModelRoutes {
    private static final String DIRECT = "direct://";

    private final CamelContext context;
    private volatile Known known;

    /** @param adapters what an adapter's name stands behind, with the route */
    private record Known(Map<String, String> ids, Map<String, String> adapters) {}

    ModelRoutes(CamelContext context) {
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

    /** The name of the route for this model, which may have an adapter's name at its end; null when no id is exactly that. */
    String of(String model) {
        Known routes = known();
        String route = routes.ids().get(model);
        if (route == null && !routes.adapters().isEmpty()) {
            for (Map.Entry<String, String> adapter : routes.adapters().entrySet()) {
                if (model.startsWith(adapter.getKey())
                        && model.length() > adapter.getKey().length()) {
                    return adapter.getValue();
                }
            }
        }
        return route;
    }

    private Known known() {
        Known routes = known;
        if (routes == null) {
            routes = find();
            known = routes;
        }
        return routes;
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
        Map<String, String> ids = new HashMap<>();
        Map<String, String> adapters = new TreeMap<>();
        Set<String> several = new HashSet<>();
        context.getRegistry().findByTypeWithName(TritonModel.class).forEach((bean, model) -> {
            String route = inputs.contains(bean) ? bean : steps.get(model);
            if (route != null && ids.put(model.getModel(), route) != null) {
                several.add(model.getModel());
            }
            if (route != null && model.loraSeparator() != null) {
                adapters.put(model.getModel() + model.loraSeparator(), route);
            }
        });
        // two definitions of one model: only the router's branches can tell which is meant
        ids.keySet().removeAll(several);
        return new Known(Map.copyOf(ids), adapters);
    }

    private static List<Object> beans(Navigate<?> steps) {
        List<Object> beans = new ArrayList<>();
        if (steps != null && steps.hasNext()) {
            for (Object step : steps.next()) {
                if (step instanceof BeanProcessor bean && bean.getBean() instanceof TritonModel model) {
                    beans.add(model);
                } else if (step instanceof Navigate<?> more) {
                    beans.addAll(beans(more));
                }
            }
        }
        return beans;
    }
}
