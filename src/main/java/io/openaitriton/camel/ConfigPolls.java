package io.openaitriton.camel;

import io.openaitriton.lookup.BackgroundPolls;

/** The intervals at which the configurations of models are polled; {@code routes/triton-model.camel.yaml} has the bean. */
public final class ConfigPolls extends BackgroundPolls {}
