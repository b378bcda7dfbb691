package io.openaitriton.model;

import io.openaitriton.admission.ModelQueue;
import io.openaitriton.api.models.Model;
import io.openaitriton.call.CallLimits;
import io.openaitriton.call.TritonCall;
import io.openaitriton.observe.Observation;
import io.openaitriton.queue.QueueBounds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** The properties of every model: its name, its URLs, and the limits of its calls. */
public abstract class ServedModel implements CamelContextAware {
    /** Exchange property: the model of the route's steps. */
    private static final String ASKED = "tritonModel";

    String model;
    String names = "";
    List<String> urls = List.of();
    int configTimeout = 5000;
    int maxAnswerBytes = 64 * 1024 * 1024;
    long idleTimeout;
    long totalTimeout;
    int maxConcurrent;
    int maxQueued;
    long maxWait = 30_000;

    private final long loaded = Clock.systemUTC().instant().getEpochSecond();

    private CamelContext context;
    private ModelNames answersTo = ModelNames.NONE;
    private ModelQueue queue;

    protected ServedModel() {}

    /** Name of the model in Triton's repository, which is also its name for clients. Required. */
    public void setModel(String model) {
        this.model = model;
    }

    /**
     * Additional names of the model, separated by commas. A {@code *} stands for any text: {@code *70b*, big}. See
     * {@link ModelNames}. Default none.
     */
    public void setNames(String names) {
        this.names = names;
    }

    /**
     * Address of Triton, {@code http://host:port}, or the addresses of several replicas, separated by commas; the route has the
     * URL that it calls. Required.
     */
    public void setUrl(String url) {
        this.urls = List.of(url.trim().split("\\s*,\\s*"));
    }

    /** Timeout for reading the model's configuration from Triton, to connect and to read, in milliseconds. Default 5000. */
    public void setConfigTimeout(int configTimeout) {
        this.configTimeout = configTimeout;
    }

    /** Longest answer of {@code generate} or {@code infer}, in bytes. Default 64 MiB. */
    public void setMaxAnswerBytes(int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** Longest time without a byte during this model's answers, in milliseconds. Default 0: {@code triton.idle-timeout}. */
    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    /** Longest time of a whole call to this model, in milliseconds. Default 0: {@code triton.total-timeout}. */
    public void setTotalTimeout(long totalTimeout) {
        this.totalTimeout = totalTimeout;
    }

    /** Concurrent requests of this model; more wait in a queue. Default 0, no limit. */
    public void setMaxConcurrent(int maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
    }

    /** Length of the queue, first come, first served; more requests get 503 immediately. Default 0, none. */
    public void setMaxQueued(int maxQueued) {
        this.maxQueued = maxQueued;
    }

    /** Longest wait in the queue, in milliseconds, 1 or more; after that a request gets 503. Default 30000. */
    public void setMaxWait(long maxWait) {
        this.maxWait = maxWait;
    }

    /** Name of the model. */
    public String getModel() {
        return model;
    }

    /** Address of Triton, or addresses of several replicas, separated by commas; null if there is none. */
    public String getUrl() {
        return urls.isEmpty() ? null : String.join(", ", urls);
    }

    protected final int configTimeout() {
        return configTimeout;
    }

    protected final int maxAnswerBytes() {
        return maxAnswerBytes;
    }

    /** Addresses of its replicas. */
    public List<String> urls() {
        return urls;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        if (context != null && !context.isStarted()) {
            startWith(context);
        }
    }

    /** Starts a definition without an init method, which would fail every request otherwise. */
    private void startWith(CamelContext starting) {
        try {
            starting.addStartupListener((started, already) -> {
                if (queue == null) {
                    start();
                }
            });
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Sets missing properties from the settings, and checks the definition.
     *
     * @throws IllegalArgumentException if a property is missing or wrong
     */
    public abstract void start();

    /**
     * Checks the properties that all models have.
     *
     * @throws IllegalArgumentException naming the property, its value, and what it may be
     */
    protected final void checkServed() {
        ServedModelCheck.check(this);
    }

    /** A path in a definition, which may be a URL. */
    protected static Path path(String text) {
        return Path.of(text.trim().replaceFirst("^file:(//(?=/))?", ""));
    }

    /** The last step of {@link #start}: the definition is valid. */
    protected final void started() {
        answersTo = ModelNames.of(names);
        queue = new ModelQueue(context, model, new QueueBounds(maxConcurrent, maxQueued, maxWait));
    }

    /** The model of an exchange, as set by {@link #beginCall}. */
    public static ServedModel of(Exchange exchange) {
        return exchange.getProperty(ASKED, ServedModel.class);
    }

    /** Begins a call of this exchange, with the model's own timeouts. The next steps of the route refer to this model. */
    protected final TritonCall beginCall(Exchange exchange) {
        exchange.setProperty(ASKED, this);
        TritonCall call = TritonCall.begin(exchange, new CallLimits(idleTimeout, totalTimeout));
        Runnable connected = whenConnected();
        return connected == null ? call : call.whenConnected(connected);
    }

    /** The model as OpenAI's clients list it. */
    public Model describe() {
        return new Model(model, loaded, "triton");
    }

    /** Its state for operators. Makes no calls. */
    public ModelState state() {
        return ModelState.of(this);
    }

    /** The names in addition to its own. */
    final ModelNames answersTo() {
        return answersTo;
    }

    /** The separator between its name and an adapter's in a request's {@code model}; null if there is none. */
    String loraSeparator() {
        return null;
    }

    /** The queue of its calls. */
    public final ModelQueue queue() {
        return queue;
    }

    /** The action when a call opens a connection; null for none. */
    protected abstract Runnable whenConnected();

    /** The path of the edge that serves the model, for errors. */
    public abstract String edge();

    /** Its description in the startup report. */
    public abstract String summary();

    /** Gives the request and the dialect to an observation. */
    public abstract void observe(Observation observation, Exchange exchange);

    /** Most tokens that the call of an exchange may need. */
    public abstract long tokensAtMost(Exchange exchange);

    /** A call to one of its replicas failed. */
    public abstract void failedAt(String url, Exception failure);

    /**
     * Adapts the call of an exchange to this replica, whose model may differ during a rolling update.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what the replica cannot do
     * @throws io.openaitriton.triton.TritonException if its configuration is unknown and cannot be read
     */
    public abstract void translateFor(String url, Exchange exchange) throws IOException;
}
