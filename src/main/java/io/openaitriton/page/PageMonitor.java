package io.openaitriton.page;

import io.openaitriton.observe.Observation;
import io.openaitriton.observe.RequestObserver;

/**
 * What the page remembers while the gateway runs: the last requests, and how many messages took each arrow between two routes. A standalone gateway binds it, so that an edit of
 * the routes forgets nothing. It holds no prompt, no answer and no key.
 */
public final class PageMonitor implements RequestObserver {
    /** Name of the bean. */
    public static final String NAME = "gatewayPage";

    private final RecentRequests requests = new RecentRequests();
    private final Arrows arrows = new Arrows();
    private volatile Address address = new Address(0, false, false);
    private volatile Mistake mistake;

    /**
     * Where clients find the API, which may be another port than that of the page.
     *
     * @param port 0 when it is not known
     * @param managed whether the page is on the management port
     */
    record Address(int port, boolean tls, boolean managed) {}

    /** Why an edit of the routes is not served. */
    record Mistake(long time, String text) {}

    @Override
    public void ended(Observation request) {
        requests.add(request);
    }

    /** Clients find the API here, and the page too unless it is on the management port. */
    public void listensOn(int port, boolean tls, boolean managed) {
        address = new Address(port, tls, managed);
    }

    /** Edited routes cannot be served; null when they can. */
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
