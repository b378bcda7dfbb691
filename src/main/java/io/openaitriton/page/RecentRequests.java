package io.openaitriton.page;

import io.openaitriton.generation.Usage;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Requests to models in the last ten minutes: the values of the gateway's meters, without any content. Its size is limited. */
final class RecentRequests {
    static final int SECONDS = 5;
    static final int POINTS = 120;
    /** Most requests that are kept: the latest. */
    private static final int MAX = 5000;

    private static final int LISTED = 100;
    private static final double MILLIS = 1e6;
    private static final double SECOND = 1e9;

    private final LongSupplier clock;
    private final Deque<Request> requests = new ArrayDeque<>();

    /**
     * An ended request.
     *
     * @param time of its end, milliseconds since 1970
     * @param firstTokenMillis null if it was not streamed
     * @param tokensPerSecond of the stream after its first token; null if unknown
     */
    record Request(
            long time,
            String id,
            String route,
            String model,
            boolean stream,
            int status,
            String outcome,
            String error,
            Double firstTokenMillis,
            Double tokensPerSecond,
            Long promptTokens,
            Long completionTokens,
            double totalMillis) {}

    /** A period of five seconds. Means are null without values. */
    record Point(long time, int requests, int errors, int cancelled, Double firstTokenMillis, Double tokensPerSecond) {}

    /** @param last the latest first */
    record Summary(int seconds, List<Point> points, List<Request> last) {}

    RecentRequests() {
        this(System::currentTimeMillis);
    }

    RecentRequests(LongSupplier clock) {
        this.clock = clock;
    }

    void add(Observation request) {
        if (request.operation().genAi() == null) {
            return;
        }
        Request recorded = recorded(request, clock.getAsLong());
        synchronized (this) {
            requests.addFirst(recorded);
            forget(recorded.time);
        }
    }

    private static Request recorded(Observation request, long now) {
        Usage usage = request.usage();
        long generating = request.times().fromFirstToken();
        // the time begins after the first token
        boolean rated = usage != null && generating > 0 && usage.completionTokens() > 1;
        return new Request(
                now,
                request.id(),
                request.route(),
                request.model(),
                request.stream(),
                request.status(),
                request.outcome().label(),
                request.failure() == null ? null : request.failure().code(),
                request.times().toFirstToken() == 0 ? null : request.times().toFirstToken() / MILLIS,
                rated ? (usage.completionTokens() - 1) * SECOND / generating : null,
                usage == null ? null : usage.promptTokens(),
                usage == null ? null : usage.completionTokens(),
                request.times().duration() / MILLIS);
    }

    private void forget(long now) {
        while (requests.size() > MAX || !requests.isEmpty() && requests.getLast().time < oldest(now)) {
            requests.removeLast();
        }
    }

    private static long oldest(long now) {
        return (now / 1000 / SECONDS - POINTS + 1) * SECONDS * 1000L;
    }

    /** Limited to requests to these models, and those that reached no model. */
    Summary summary(Predicate<String> models) {
        long now = clock.getAsLong();
        List<Request> shown = new ArrayList<>();
        synchronized (this) {
            forget(now);
            requests.stream()
                    .filter(request -> request.model == null || models.test(request.model))
                    .forEach(shown::add);
        }
        return new Summary(SECONDS, points(shown, oldest(now)), shown.subList(0, Math.min(LISTED, shown.size())));
    }

    private static List<Point> points(List<Request> latestFirst, long from) {
        List<Sum> sums = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            sums.add(new Sum());
        }
        for (Iterator<Request> each = latestFirst.iterator(); each.hasNext(); ) {
            Request request = each.next();
            int at = (int) ((request.time - from) / 1000 / SECONDS);
            if (at >= 0 && at < POINTS) {
                sums.get(at).add(request);
            }
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            points.add(sums.get(i).point(from + i * SECONDS * 1000L));
        }
        return points;
    }

    private static final class Sum {
        private int requests;
        private int errors;
        private int cancelled;
        private int first;
        private double firstMillis;
        private int rated;
        private double rates;

        private void add(Request request) {
            requests++;
            if (request.outcome.equals(Outcome.CANCELLED.label())) {
                cancelled++;
            } else if (!request.outcome.equals(Outcome.SUCCESS.label())) {
                errors++;
            }
            if (request.firstTokenMillis != null) {
                first++;
                firstMillis += request.firstTokenMillis;
            }
            if (request.tokensPerSecond != null) {
                rated++;
                rates += request.tokensPerSecond;
            }
        }

        private Point point(long time) {
            return new Point(
                    time,
                    requests,
                    errors,
                    cancelled,
                    first == 0 ? null : firstMillis / first,
                    rated == 0 ? null : rates / rated);
        }
    }
}
