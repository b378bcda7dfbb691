package io.openaitriton.camel;

import io.openaitriton.access.KeyUse;
import io.openaitriton.admission.AccessControl;
import io.openaitriton.admission.Admission;
import io.openaitriton.call.Surfaces;
import io.openaitriton.exchange.OpenAiProperties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * Checks the client's API key, as a step at the edge, before headers are removed, because the key is in a header. Without a key
 * file everybody is let in. Defined as a bean with {@link #start} as its init method; docs/access.md describes the file.
 */
public final class OpenAiAccess implements CamelContextAware {
    private CamelContext context;
    private String keys = "";
    private String limitsRedis = "";
    private long limitsTimeout = 250;
    private AccessControl control;

    /** Path of the key file. Default none: everybody is let in. */
    public void setKeys(String keys) {
        this.keys = keys;
    }

    /** URI of the Redis through which gateways share rate limits, {@code redis://host:6379}. Default none: each gateway counts on its own. */
    public void setLimitsRedis(String limitsRedis) {
        this.limitsRedis = limitsRedis;
    }

    /** How long Redis may take to answer, in milliseconds, 1 or more. Default 250. */
    public void setLimitsTimeout(long limitsTimeout) {
        if (limitsTimeout < 1) {
            throw new IllegalArgumentException("'limitsTimeout' must be 1 ms or more, but is " + limitsTimeout);
        }
        this.limitsTimeout = limitsTimeout;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Reads the key file, unless the context has done so already.
     *
     * @throws IllegalArgumentException naming file, line, entry and field at fault
     */
    public void start() {
        control = AccessControl.of(context, keys, limitsRedis, limitsTimeout);
    }

    /**
     * Requires a known key, and stores its name for the next steps.
     *
     * @throws io.openaitriton.generation.ApiException 401
     */
    public void identify(Exchange exchange) {
        if (control != null) {
            known(exchange);
        }
    }

    /**
     * The same for a request to a model, which counts towards the limits of the key until its exchange is done.
     *
     * @throws io.openaitriton.generation.ApiException 401, or 429 above a limit
     */
    public void admit(Exchange exchange) {
        if (control != null && !Admission.isAdmitted(exchange)) {
            Admission.begin(known(exchange), exchange);
        }
    }

    private KeyUse known(Exchange exchange) {
        KeyUse use = exchange.getProperty(OpenAiProperties.KEY, KeyUse.class);
        if (use == null) {
            // several headers become a list, which is not a key
            use = control.identify(Surfaces.of(exchange)
                    .authorization(
                            name -> exchange.getMessage().getHeader(name) instanceof String header ? header : null));
            exchange.setProperty(OpenAiProperties.KEY, use);
        }
        exchange.setProperty(OpenAiProperties.KEY_NAME, use.key().name());
        return use;
    }
}
