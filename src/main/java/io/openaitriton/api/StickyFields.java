package io.openaitriton.api;

/** The fields of a request by which a replica may be chosen, so that requests of one conversation meet the same cache. */
public interface StickyFields {
    /** The user, by the client's name, or null. */
    String user();

    /** Key for requests that begin alike; null for none. */
    default String promptCacheKey() {
        return null;
    }
}
