package io.openaitriton.page;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.ExchangeHelper;

/**
 * Counts the messages on the arrows of the diagram, from Camel's events. Camel creates these events only if a listener exists,
 * that is, if the page is on.
 */
final class Traffic extends EventNotifierSupport {
    private final Arrows arrows;

    Traffic(Arrows arrows) {
        this.arrows = arrows;
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreStepEvents(true);
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent sending) {
            String from = ExchangeHelper.getRouteId(sending.getExchange());
            if (from != null) {
                arrows.begin(from, target(sending.getEndpoint()));
            }
        } else if (event instanceof ExchangeSentEvent sent) {
            String from = ExchangeHelper.getRouteId(sent.getExchange());
            if (from != null) {
                arrows.end(from, target(sent.getEndpoint()));
            }
        } else if (event instanceof ExchangeCreatedEvent created && isOfAClient(created)) {
            arrows.begin(Links.CLIENT, Links.request(created.getExchange().getFromEndpoint()));
        } else if ((event instanceof ExchangeCompletedEvent || event instanceof ExchangeFailedEvent)
                && isOfAClient((ExchangeEvent) event)) {
            arrows.end(
                    Links.CLIENT,
                    Links.request(((ExchangeEvent) event).getExchange().getFromEndpoint()));
        }
    }

    private static boolean isOfAClient(ExchangeEvent event) {
        return Links.isHttp(event.getExchange().getFromEndpoint());
    }

    private static String target(Endpoint endpoint) {
        return Links.target(endpoint.getEndpointBaseUri());
    }
}
