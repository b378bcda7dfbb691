package io.openaitriton.page;

import io.openaitriton.observe.Observation;
import io.openaitriton.observe.RequestObserver;

/**
 * The page's data while the gateway runs: the last requests, and the number of messages on each arrow between routes. A
 * standalone gateway binds it, so that it survives an edit of the routes. It has no prompts, answers or keys.
 */
public final class PageMonitor implements RequestObserver {
    /** Name of the bean. */
    public static final String NAME = "gatewayPage";

    private final RecentRequests requests = new RecentRequests();
    private final Arrows arrows = new Arrows();
    private volatile Address address = new Address(0, false, false);
    private volatile Mistake mistake;

    /**
     * The port of the API, which may differ from the page's.
     *
     * @param port 0 if unknown
     * @param managed whether the page is on the management port
     */
    record Address(int port, boolean tls, boolean managed) {}

    /** The reason why an edit of the routes is not served. */
    record Mistake(long time, String text) {}

    @Override
    public void ended(Observation request) {
        requests.add(request);
    }

    /** Sets the port of the API, which is also the page's unless the page is on the management port. */
    public void listensOn(int port, boolean tls, boolean managed) {
        address = new Address(port, tls, managed);
    }

    /** Sets the reason why edited routes cannot be served; null if they are served. */
    public void mistake(String text) {
        mistake = text == null ? null : new Mistake(System.currentTimeMillis(), text);
    }

    RecentRequests requests() {
        return requests;
    }

    Arrows arrows() {
        return arrows;
    }

    Address address() {
        return address;
    }

    Mistake mistake() {
        return mistake;
    }
}
