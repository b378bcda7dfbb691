package io.openaitriton.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads of JDK 21 and later, for code that is compiled for 17. */
public final class VirtualThreads {
    private VirtualThreads() {}

    public static boolean exist() {
        return Runtime.version().feature() >= 21;
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}. */
    public static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JDK has no virtual threads", e);
        }
    }
}
