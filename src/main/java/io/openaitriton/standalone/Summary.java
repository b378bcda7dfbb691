package io.openaitriton.standalone;

import io.openaitriton.camel.OpenAiModels;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * The startup report in the log: where the gateway listens, and each model.
 *
 * @param url null without an HTTP server
 * @param apiKeys null if everybody has access
 * @param simulator the URL of the simulated Triton; null when there is none
 * @param page the URL of the page; null when there is none
 */
record Summary(String url, int maxRequests, Integer apiKeys, String simulator, String page) {

    String text(CamelContext context, Settings settings) {
        String models = OpenAiModels.definitions(context).stream()
                .map(m -> String.format("%n  %-30s -> %s, %s", m.getModel(), m.getUrl(), m.summary()))
                .collect(Collectors.joining());
        boolean managed = settings.integer("gateway.management-port", 0) != 0;
        return "OpenAI Triton Gateway "
                + (url == null
                        ? "runs without an HTTP server"
                        : "listens on " + url + " (at most " + maxRequests + " concurrent requests)")
                + models
                + (apiKeys == null
                        ? ""
                        : String.format("%n  %d API keys in %s", apiKeys, settings.text("gateway.keys")))
                + (managed
                        ? String.format("%n  Health and metrics on port %s", settings.text("gateway.management-port"))
                        : "")
                + (simulator == null ? "" : String.format("%n  Simulated Triton on %s", simulator))
                + (page == null ? "" : String.format("%n  Page on %s", page));
    }
}
