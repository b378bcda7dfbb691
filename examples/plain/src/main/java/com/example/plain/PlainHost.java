package com.example.plain;

import java.io.InputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.PluginHelper;

/** Asks models through {@code direct:openai-chat} in a Camel context that it makes by itself, without an HTTP server. */
final class PlainHost {
    private static final String ROUTES = "classpath:openai-triton/routes/";
    private static final String REQUEST =
            "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]}";

    private PlainHost() {}

    /** Prints a streamed answer of the model at that address, by default the gateway's simulator. */
    public static void main(String[] args) throws Exception {
        try (CamelContext context = create(args.length > 0 ? args[0] : "http://127.0.0.1:5001");
                ProducerTemplate template = context.createProducerTemplate()) {
            context.start();
            try (InputStream events = template.requestBody("direct:openai-chat", REQUEST, InputStream.class)) {
                events.transferTo(System.out);
            }
        }
    }

    /** A context with the core of the gateway's routes, not started yet. */
    static CamelContext create(String triton) throws Exception {
        CamelContext context = new DefaultCamelContext();
        PropertiesComponent settings = context.getPropertiesComponent();
        settings.setLocation("classpath:openai-triton/defaults.properties");
        settings.addOverrideProperty("triton.llama-8b.url", triton);
        settings.addOverrideProperty("triton.llama-70b.url", triton);
        // not the edges, which need an HTTP server
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getPackageScanResourceResolver(context)
                                .findResources(ROUTES + "*.camel.yaml")
                                .stream()
                                .filter(file -> !file.getLocation().contains("/openai-http-"))
                                .toList());
        return context;
    }
}
