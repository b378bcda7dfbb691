package io.openaitriton.examples.rag;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/** Tells the file component which versions of files need no work: those in the index, and those under way. */
public final class IndexedFiles extends ServiceSupport implements IdempotentRepository {
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    private PassageIndex index;

    /** The index. Required. */
    public void setIndex(PassageIndex index) {
        this.index = index;
    }

    @Override
    public boolean add(String version) {
        return !index.contains(version) && underWay.add(version);
    }

    @Override
    public boolean contains(String version) {
        return underWay.contains(version) || index.contains(version);
    }

    /** After a failure. */
    @Override
    public boolean remove(String version) {
        return underWay.remove(version);
    }

    /** After a success: the route has stored the file with its version. */
    @Override
    public boolean confirm(String version) {
        return underWay.remove(version);
    }

    @Override
    public void clear() {
        underWay.clear();
    }
}
