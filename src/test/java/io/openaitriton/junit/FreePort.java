package io.openaitriton.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports, for servers that cannot choose one, and for addresses without a server. */
public final class FreePort {
    /** Below those that systems give out themselves, also to servers of other tests. */
    private static final int LOWEST = 20_000;

    private static final int COUNT = 5_000;
    /** Two JVMs that run tests concurrently use different ports. */
    private static final int FIRST = LOWEST + COUNT * (Integer.getInteger("test.fork", 0) % 2);

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** One that is free, and another each time. */
    public static int find() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // the next
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no port is free");
    }
}
