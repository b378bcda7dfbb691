package io.openaitriton.camel;

import io.openaitriton.access.KeyUse;
import io.openaitriton.admission.AccessControl;
import io.openaitriton.admission.Admission;
import io.openaitriton.api.ListPage;
import io.openaitriton.api.batches.Batch;
import io.openaitriton.api.batches.BatchRequest;
import io.openaitriton.batch.BatchFolder;
import io.openaitriton.batch.BatchLimits;
import io.openaitriton.batch.BatchRunner;
import io.openaitriton.batch.StoredBatches;
import io.openaitriton.batch.StoredFiles;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.server.Shutdown;
import io.openaitriton.threads.VirtualThreads;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * {@code /v1/batches}: the batches of a folder, each for the key that created it, and the work on them. Off without a folder.
 * Defined as a bean with
 * {@link #start} as its init method.
 */
public final class OpenAiBatches implements CamelContextAware {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private CamelContext context;
    private String folder = "";
    private int parallel = 8;
    private int retries = 10;
    private int maxLines = 50_000;
    private StoredBatches batches;
    private BatchRunner runner;
    private BatchLines lines;

    /** The folder. Default none: batches are off. */
    public void setFolder(String folder) {
        this.folder = folder;
    }

    /** Concurrent requests of batches, 1 or more. Default 8. */
    public void setParallel(int parallel) {
        this.parallel = parallel;
    }

    /** Retries of a request that gets 503 because the model is overloaded, 0 or more. Default 10. */
    public void setRetries(int retries) {
        this.retries = retries;
    }

    /** Most requests of a batch, 1 or more. Default 50000. */
    public void setMaxLines(int maxLines) {
        this.maxLines = maxLines;
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
     * Opens the folder, and works on its batches while the routes run.
     *
     * @throws IllegalArgumentException if it cannot be written to, or a setting is out of range
     */
    public void start() {
        BatchLimits limits = new BatchLimits(parallel, retries, maxLines);
        if (folder.isBlank()) {
            return;
        }
        BatchFolder opened = BatchFolder.open(Path.of(folder.trim()));
        StoredFiles files = new StoredFiles(opened, Clock.systemUTC());
        batches = new StoredBatches(opened, files, Clock.systemUTC());
        try {
            context.addStartupListener(new WhenStarted(() -> begin(opened, files, limits)));
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                end();
            }
        });
    }

    private synchronized void begin(BatchFolder opened, StoredFiles files, BatchLimits limits) {
        if (runner == null) {
            lines = new BatchLines(context);
            runner = new BatchRunner(opened, files, limits, lines, threads(), Clock.systemUTC());
            runner.start();
            Shutdown shutdown = context.getRegistry().lookupByNameAndType(Shutdown.NAME, Shutdown.class);
            if (shutdown != null) {
                shutdown.onBegin(runner::stop);
            }
        }
    }

    private synchronized void end() {
        if (runner != null) {
            runner.close();
            lines.close();
        }
    }

    private static ExecutorService threads() {
        return VirtualThreads.exist()
                ? VirtualThreads.executor()
                : Executors.newCachedThreadPool(task -> {
                    Thread thread = new Thread(task, "openai-batch");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private StoredBatches batches() {
        if (batches == null) {
            throw BatchFolder.off();
        }
        return batches;
    }

    /**
     * Requires that batches are on. Called before a request is read, which may have other errors.
     *
     * @throws ApiException 404
     */
    public void require() {
        batches();
    }

    /** @throws ApiException 400, naming the field at fault, or 404 for the file */
    public Batch create(@Body BatchRequest request, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        if (request == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        request.check();
        BatchEndpoints.require(request.endpoint(), context);
        Batch made = batches().create(request, owner);
        synchronized (this) {
            if (runner != null) {
                runner.wake();
            }
        }
        return made;
    }

    /** Batches, the latest first. */
    public ListPage<Batch> list(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        return batches().list(StoreQuery.of(exchange, DEFAULT_LIMIT, MAX_LIMIT), owner);
    }

    /** @throws ApiException 404 */
    public Batch get(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        return batches().get(StoreQuery.value(exchange, "id"), owner);
    }

    /** @throws ApiException 404, or 409 when it has ended */
    public Batch cancel(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        return batches().cancel(StoreQuery.value(exchange, "id"), owner);
    }

    /**
     * Counts a line towards the limits of the key that created its batch, and applies that key's permissions.
     *
     * @throws ApiException 401 if the key no longer exists, or 429 above a limit
     */
    public void admit(Exchange exchange, @ExchangeProperty(OpenAiProperties.KEY_NAME) String owner) {
        AccessControl control = context.getRegistry().lookupByNameAndType(AccessControl.NAME, AccessControl.class);
        if (control != null) {
            KeyUse use = control.named(owner);
            exchange.setProperty(OpenAiProperties.KEY, use);
            Admission.begin(use, exchange);
        }
    }
}
