package io.openaitriton.camel;

import io.openaitriton.admission.ModelQueue;
import io.openaitriton.api.models.Model;
import io.openaitriton.call.CallLimits;
import io.openaitriton.call.TritonCall;
import io.openaitriton.observe.Observation;
import io.openaitriton.queue.QueueBounds;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** What route files say of any model, whatever it is asked: its name, where it is, and what bounds its calls. */
public abstract class ServedModel implements CamelContextAware {
    /** Exchange property: the model that the steps of its route are about. */
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

    ServedModel() {}

    /** Name of the model in Triton's repository, which is also the name that clients are told. Required. */
    public void setModel(String model) {
        this.model = model;
    }

    /**
     * Names besides its own that the model answers to, with commas between. A {@code *} stands for any text: {@code *70b*, big}. See
     * {@link ModelNames}. Default none.
     */
    public void setNames(String names) {
        this.names = names;
    }

    /**
     * Address of Triton, {@code http://host:port}, or addresses of several with commas between; the route itself says where it
     * calls. Required.
     */
    public void setUrl(String url) {
        this.urls = List.of(url.trim().split("\\s*,\\s*"));
    }

    /** Longest wait for Triton when it is asked for the model's configuration, to connect and to read, in milliseconds. Default 5000. */
    public void setConfigTimeout(int configTimeout) {
        this.configTimeout = configTimeout;
    }

    /** Longest answer that is taken from {@code generate} or {@code infer}, in bytes. Default 64 MiB. */
    public void setMaxAnswerBytes(int maxAnswerBytes) {
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** Longest silence within this model's answers, in milliseconds. Default 0: {@code triton.idle-timeout}. */
    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    /** Longest time of this model's calls in all, in milliseconds. Default 0: {@code triton.total-timeout}. */
    public void setTotalTimeout(long totalTimeout) {
        this.totalTimeout = totalTimeout;
    }

    /** Requests of this model at a time; more wait in line. Default 0, no limit. */
    public void setMaxConcurrent(int maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
    }

    /** Requests that may wait in line, first come, first served; more are answered with 503 at once. Default 0, none. */
    public void setMaxQueued(int maxQueued) {
        this.maxQueued = maxQueued;
    }

    /** Longest wait in line, in milliseconds, 1 or more; then a request is answered with 503. Default 30000. */
    public void setMaxWait(long maxWait) {
        this.maxWait = maxWait;
    }

    /** Name of the model. */
    public String getModel() {
        return model;
    }

    /** Address of Triton, or of several with commas between; null when there is none. */
    public String getUrl() {
        return urls.isEmpty() ? null : String.join(", ", urls);
    }

    /** Addresses of its Tritons. */
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

    /** A definition without an init method is started with its context: it would fail every request otherwise. */
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
     * Takes what the definition does not have from the settings, and checks it.
     *
     * @throws IllegalArgumentException when something is missing or wrong
     */
    public abstract void start();

    /** The last of {@link #start}: the definition is in order. */
    final void started() {
        answersTo = ModelNames.of(names);
        queue = new ModelQueue(context, model, new QueueBounds(maxConcurrent, maxQueued, maxWait));
    }

    /** The model that an exchange asks, which {@link #beginCall} has noted. */
    static ServedModel of(Exchange exchange) {
        return exchange.getProperty(ASKED, ServedModel.class);
    }

    /** Begins a call of this exchange, within the model's own timeouts. The next steps of the route are about this model. */
    final TritonCall beginCall(Exchange exchange) {
        exchange.setProperty(ASKED, this);
        TritonCall call = TritonCall.begin(exchange, new CallLimits(idleTimeout, totalTimeout));
        Runnable connected = whenConnected();
        return connected == null ? call : call.whenConnected(connected);
    }

    /** The model as OpenAI's clients list it. */
    public Model describe() {
        return new Model(model, loaded, "triton");
    }

    /** What an operator wants to see of it. Asks nobody. */
    public ModelState state() {
        return ModelState.of(this);
    }

    /** The names besides its own that it answers to. */
    final ModelNames answersTo() {
        return answersTo;
    }

    /** What stands between its name and that of an adapter in a request's {@code model}; null when names have none. */
    String loraSeparator() {
        return null;
    }

    final ModelQueue queue() {
        return queue;
    }

    /** What runs when a call opens a connection; null for nothing. */
    abstract Runnable whenConnected();

    /** The edge that serves the model, as an error names it. */
    abstract String edge();

    /** What the log says of it when the gateway has started. */
    public abstract String summary();

    /** Tells what is asked of the model, and how. */
    abstract void observe(Observation observation, Exchange exchange);

    /** Tokens that the call of an exchange may need at most. */
    abstract long tokensAtMost(Exchange exchange);

    /** A call to one of its replicas failed. */
    abstract void failedAt(String url, Exception failure);

    /**
     * Makes the call of an exchange one for this Triton, whose model may be another during a rolling update.
     *
     * @throws io.openaitriton.generation.ApiException 400, naming what it cannot do
     * @throws io.openaitriton.triton.TritonException when its configuration is not known and cannot be read
     */
    abstract void translateFor(String url, Exchange exchange) throws IOException;
}
