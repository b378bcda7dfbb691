package io.openaitriton.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;

/** Runs an action after all routes of a context have started; immediately if they have. */
record WhenStarted(Runnable action) implements ExtendedStartupListener {
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            action.run();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        action.run();
    }
}
