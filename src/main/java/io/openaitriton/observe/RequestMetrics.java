package io.openaitriton.observe;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.openaitriton.generation.Usage;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Meters of requests, with the names, attributes and bucket boundaries of OpenTelemetry's semantic conventions for HTTP and for
 * generative AI (source: opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics). Clients cannot choose the value of any
 * attribute.
 */
public final class RequestMetrics implements RequestObserver {
    private static final String PROVIDER = "nvidia.triton";
    private static final Duration[] DURATIONS =
            seconds(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final Duration[] FIRST_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    private static final Duration[] OUTPUT_TOKEN =
            seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5);
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };

    private final MeterRegistry registry;
    private final ChoiceMetrics choices;
    private final AtomicInteger active = new AtomicInteger();
    // meters are looked up once, because the registry makes a key of all attributes at each look-up
    private final Map<HttpKey, Timer> http = new ConcurrentHashMap<>();
    private final Map<GenAiKey, GenAiMeters> genAi = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.choices = new ChoiceMetrics(registry);
        Gauge.builder("http.server.active_requests", active, AtomicInteger::get)
                .description("Requests in progress")
                .register(registry);
    }

    @Override
    public void began(Observation request) {
        if (request.method() != null) {
            active.incrementAndGet();
        }
    }

    @Override
    public void ended(Observation request) {
        if (request.method() != null) {
            HttpKey key = new HttpKey(request.route(), method(request.method()), request.status(), request.outcome());
            http.computeIfAbsent(key, this::httpTimer).record(request.times().duration(), TimeUnit.NANOSECONDS);
        }
        if (request.operation().genAi() != null) {
            GenAiKey meters =
                    new GenAiKey(request.operation(), or(request.model()), or(request.dialect()), request.outcome());
            genAi.computeIfAbsent(meters, GenAiMeters::new).record(request);
        }
        choices.record(request);
        // last, so that a request always counts as in progress or as ended
        if (request.method() != null) {
            active.decrementAndGet();
        }
    }

    private Timer httpTimer(HttpKey key) {
        return timer(
                "http.server.request.duration",
                "Time from a request to the end of its answer, including refusals",
                DURATIONS,
                Tags.of(
                        "http.request.method",
                        key.method(),
                        "http.route",
                        key.route(),
                        "http.response.status_code",
                        key.status() == 0 ? "none" : Integer.toString(key.status()),
                        "outcome",
                        key.outcome().label()));
    }

    private Timer timer(String name, String description, Duration[] buckets, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .tags(tags)
                .register(registry);
    }

    /** A client may send any text as its method. */
    private static String method(String method) {
        return switch (method) {
            case "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH" -> method;
            default -> "_OTHER";
        };
    }

    private static String or(String value) {
        return Objects.requireNonNullElse(value, "none");
    }

    private static Duration[] seconds(double... seconds) {
        Duration[] durations = new Duration[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            durations[i] = Duration.ofNanos(Math.round(seconds[i] * 1e9));
        }
        return durations;
    }

    private record HttpKey(String route, String method, int status, Outcome outcome) {}

    private record GenAiKey(Operation operation, String model, String dialect, Outcome outcome) {}

    private final class GenAiMeters {
        private final Timer duration;
        private final Timer toFirstToken;
        private final Timer perOutputToken;
        private final DistributionSummary input;
        private final DistributionSummary output;

        private GenAiMeters(GenAiKey key) {
            Tags tags = Tags.of(
                    "gen_ai.operation.name",
                    key.operation().genAi(),
                    "gen_ai.provider.name",
                    PROVIDER,
                    "gen_ai.request.model",
                    key.model(),
                    "dialect",
                    key.dialect(),
                    "outcome",
                    key.outcome().label());
            duration = timer(
                    "gen_ai.server.request.duration",
                    "Time from a completion request to the end of its answer, including refusals",
                    DURATIONS,
                    tags);
            toFirstToken = timer(
                    "gen_ai.server.time_to_first_token",
                    "Time from a request to the first token of its stream",
                    FIRST_TOKEN,
                    tags);
            perOutputToken = timer(
                    "gen_ai.server.time_per_output_token",
                    "Mean time between the tokens of a stream",
                    OUTPUT_TOKEN,
                    tags);
            input = tokens(tags.and("gen_ai.token.type", "input"));
            output = tokens(tags.and("gen_ai.token.type", "output"));
        }

        private DistributionSummary tokens(Tags tags) {
            return DistributionSummary.builder("gen_ai.client.token.usage")
                    .description("Tokens of a request, if they are counted")
                    .serviceLevelObjectives(TOKENS)
                    .tags(tags)
                    .register(registry);
        }

        private void record(Observation request) {
            duration.record(request.times().duration(), TimeUnit.NANOSECONDS);
            if (request.times().toFirstToken() != 0) {
                toFirstToken.record(request.times().toFirstToken(), TimeUnit.NANOSECONDS);
            }
            Usage usage = request.usage();
            if (usage != null) {
                input.record(usage.promptTokens());
                output.record(usage.completionTokens());
                if (request.times().toFirstToken() != 0 && usage.completionTokens() > 1) {
                    perOutputToken.record(
                            request.times().fromFirstToken() / (usage.completionTokens() - 1), TimeUnit.NANOSECONDS);
                }
            }
        }
    }
}
