package io.openaitriton.images;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks up hosts, and rejects addresses that may not be called. */
final class Resolver {
    /** The look-up through the name servers. */
    @FunctionalInterface
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private final Names names;
    private final boolean privateHosts;

    Resolver(Names names, boolean privateHosts) {
        this.names = names;
        this.privateHosts = privateHosts;
    }

    /**
     * The addresses of a host.
     *
     * @throws ImageException if there is none in time, or one of them may not be called
     */
    InetAddress[] resolve(String host, Deadline deadline) {
        InetAddress[] addresses = lookUp(host, deadline);
        for (InetAddress address : addresses) {
            if (!PublicAddress.is(address) && !(privateHosts && PublicAddress.isPrivate(address))) {
                throw new ImageException("the host of its URL has no public address");
            }
        }
        return addresses;
    }

    /** On a separate thread, because a look-up has no timeout. */
    private InetAddress[] lookUp(String host, Deadline deadline) {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> names.of(host));
        Thread thread = new Thread(task, "image-host-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.millis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Deadline.passed(e);
        } catch (ExecutionException e) {
            throw new ImageException("the gateway cannot connect to the host of its URL", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.passed(e);
        }
    }
}
