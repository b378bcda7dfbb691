package io.openaitriton;

import io.openaitriton.live.RouteReload;
import io.openaitriton.standalone.Logging;
import io.openaitriton.standalone.Standalone;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.LoggerFactory;

/** Runs the gateway by itself, with the routes in {@code routes/} and the settings in {@code application.properties}. */
public final class Gateway {
    private Gateway() {}

    /** Arguments are those of camel-main, {@code -live}, {@code -simulate} and {@code -page}. */
    public static void main(String[] args) throws Exception {
        Logging.configure();
        Main main = create();
        int code = 1;
        try {
            code = main.run(args);
        } catch (Exception e) {
            String mistake = mistake(main, e);
            if (mistake == null) {
                throw e;
            }
            LoggerFactory.getLogger(Gateway.class).error("Not started. {}", mistake);
        }
        System.exit(code);
    }

    /** A mistake that the user can fix, in one line; null for any other failure. */
    private static String mistake(Main main, Throwable thrown) {
        String inRoutes = RouteReload.mistake(main, thrown);
        for (Throwable e = thrown; e != null && inRoutes == null; e = e.getCause()) {
            if (e instanceof NoSuchFileException) {
                return "The folder " + e.getMessage() + " with the route files does not exist; start the gateway"
                        + " where 'routes' is";
            }
            if (e instanceof IllegalArgumentException || e instanceof UncheckedIOException) {
                return e.getMessage();
            }
        }
        return inRoutes;
    }

    /** A gateway that is not started yet. Settings missing from application.properties have the packaged values. */
    public static Main create() {
        return create(new Standalone());
    }

    public static Main create(Standalone standalone) {
        Main main = new GatewayMain();
        // there is nothing to find, and scanning takes a twentieth of the startup time
        main.configure().setBasePackageScanEnabled(false);
        main.setPropertyPlaceholderLocations(
                "file:application.properties;optional=true,classpath:openai-triton/application.properties");
        main.addMainListener(standalone);
        RouteReload.addOption(main);
        Standalone.addOptions(main);
        return main;
    }

    /**
     * Camel looks for plug-ins, such as the gateway's converters, in the gateway's class loader. Its default is the system's, which does not have the
     * gateway's classes in {@code camel:run}.
     */
    private static final class GatewayMain extends Main {
        private GatewayMain() {
            super(Gateway.class);
        }

        @Override
        protected CamelContext createCamelContext() {
            CamelContext context = super.createCamelContext();
            context.setApplicationContextClassLoader(Gateway.class.getClassLoader());
            return context;
        }
    }
}
