package io.openaitriton.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.translate.Dialect;
import io.openaitriton.translate.DialectOptions;
import io.openaitriton.translate.Dialects;
import io.openaitriton.triton.GenerateAnswer;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the dialect of a model in its configuration at Triton, when it is first needed and again after the model was away:
 * it may come back as another. Requests that come meanwhile wait for the same answer.
 */
final class DialectFinder {
    private static final Logger LOG = LoggerFactory.getLogger(DialectFinder.class);
    /** Another model may answer next. A model that is only busy, also by the gateway's own count, is the same. */
    private static final Set<Kind> AWAY = Set.of(Kind.UNKNOWN_MODEL, Kind.NOT_READY, Kind.UNREACHABLE);

    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final String model;
    private final List<URI> configs;
    private final DialectOptions options;
    private final int timeout;

    private final AtomicReference<CompletableFuture<Dialect>> found = new AtomicReference<>();
    private volatile String told;

    /**
     * @param urls of the Tritons that have the model: the first that answers counts
     * @param timeout longest wait for the connection, and for each read, in milliseconds
     */
    DialectFinder(List<String> urls, String model, DialectOptions options, int timeout) {
        this.model = model;
        this.configs = urls.stream()
                .map(url -> URI.create(url + "/v2/models/" + model + "/config"))
                .toList();
        this.options = options;
        this.timeout = timeout;
    }

    /**
     * The dialect for a request. When the request fails because the model is away, the next one looks again.
     *
     * @throws TritonException when the configuration cannot be read; the next call tries again
     */
    Dialect find(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                Exception failure = done.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
                Kind kind = Failures.kindOf(failure);
                if (kind != null && AWAY.contains(kind)) {
                    forget();
                }
            }
        });
        return find();
    }

    /**
     * The dialect.
     *
     * @throws TritonException when the configuration cannot be read; the next call tries again
     */
    Dialect find() {
        CompletableFuture<Dialect> mine = new CompletableFuture<>();
        CompletableFuture<Dialect> other = found.compareAndExchange(null, mine);
        if (other == null) {
            lookUp(mine);
        }
        try {
            return (other == null ? mine : other).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TritonException triton ? triton : e;
        }
    }

    /** Forgets what was found: the model was away. */
    void forget() {
        CompletableFuture<Dialect> known = found.get();
        if (known != null && known.isDone()) {
            found.compareAndSet(known, null);
        }
    }

    private void lookUp(CompletableFuture<Dialect> result) {
        try {
            Dialect dialect = Dialects.of(readFirst(), options);
            if (!dialect.id().equals(told)) {
                told = dialect.id();
                LOG.info("{} is spoken to in the dialect {}", model, told);
            }
            result.complete(dialect);
        } catch (RuntimeException | Error e) {
            // those that wait must not wait for ever
            found.compareAndSet(result, null);
            result.completeExceptionally(e);
        }
    }

    private JsonNode readFirst() {
        TritonException failure = null;
        for (URI config : configs) {
            try {
                return read(config);
            } catch (TritonException e) {
                failure = e;
            }
        }
        throw failure;
    }

    // not java.net.http: its time-out ends with the head of an answer, and it would need threads of its own
    private JsonNode read(URI config) {
        try {
            HttpURLConnection connection = (HttpURLConnection) config.toURL().openConnection();
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            String body = body(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            if (status != 200) {
                throw refused(status, body);
            }
            return OpenAiJson.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw unreadable("it is not JSON", e);
        } catch (IOException e) {
            throw new TritonException(Kind.UNREACHABLE, "the configuration of the model cannot be read", e);
        }
    }

    private static String body(InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static TritonException refused(int status, String body) {
        TritonException failure = GenerateAnswer.failure(status, body);
        boolean plain = failure.kind() == Kind.UNKNOWN_MODEL || failure.kind() == Kind.NOT_READY;
        return plain ? failure : unreadable(failure.getMessage(), failure);
    }

    private static TritonException unreadable(String why, Exception cause) {
        return new TritonException(
                Kind.NOT_READY,
                "its configuration cannot be read (" + why + "); a 'dialect' in its definition makes that needless",
                cause);
    }
}
