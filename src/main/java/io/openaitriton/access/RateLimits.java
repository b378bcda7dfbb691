package io.openaitriton.access;

/** Makes meters. */
public interface RateLimits extends AutoCloseable {
    /**
     * A full meter.
     *
     * @param what is measured, such as {@code requests}
     * @param name of the key
     */
    RateLimit meter(String what, String name, long perMinute);

    /** Called about once a second. */
    default void look() {}

    @Override
    default void close() {}
}
