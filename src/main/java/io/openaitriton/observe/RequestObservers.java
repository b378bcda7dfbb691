package io.openaitriton.observe;

import java.util.List;

/** Several observers as one. */
public final class RequestObservers implements RequestObserver {
    private final RequestObserver[] observers;

    private RequestObservers(List<RequestObserver> observers) {
        this.observers = observers.toArray(new RequestObserver[0]);
    }

    /** All of these, in their order; none is {@link RequestObserver#NOBODY}. */
    public static RequestObserver of(List<RequestObserver> observers) {
        return switch (observers.size()) {
            case 0 -> RequestObserver.NOBODY;
            case 1 -> observers.get(0);
            default -> new RequestObservers(observers);
        };
    }

    @Override
    public void began(Observation request) {
        for (RequestObserver observer : observers) {
            observer.began(request);
        }
    }

    @Override
    public void answered(Observation request) {
        for (RequestObserver observer : observers) {
            observer.answered(request);
        }
    }

    @Override
    public void ended(Observation request) {
        for (RequestObserver observer : observers) {
            observer.ended(request);
        }
    }
}
