package io.openaitriton.template;

import java.time.Clock;
import java.util.Objects;

/**
 * Options of rendering in addition to the variables.
 *
 * @param clock what {@code strftime_now} reads, in the clock's own zone
 */
public record TemplateOptions(Clock clock, TemplateLimits limits) {

    /** The system's clock and {@link TemplateLimits#DEFAULT}. */
    public static final TemplateOptions DEFAULT =
            new TemplateOptions(Clock.systemDefaultZone(), TemplateLimits.DEFAULT);

    /** Neither may be null. */
    public TemplateOptions {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(limits, "limits");
    }
}
