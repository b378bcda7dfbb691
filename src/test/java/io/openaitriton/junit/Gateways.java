package io.openaitriton.junit;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.camel.main.Main;

/** The gateways and simulators of a test or a test class; {@link GatewayExtension} hands it out and closes it. */
public final class Gateways implements AutoCloseable {
    private final SharedGateways shared;
    private final Deque<AutoCloseable> own = new ArrayDeque<>();

    Gateways(SharedGateways shared) {
        this.shared = shared;
    }

    /**
     * A gateway with these settings in front of {@link #triton()}. All tests that name the same settings get the same one, so a test must leave it as
     * it was: no scripted reply is left over, no route, log or registry is changed, and the gateway has learned nothing from a server that
     * misbehaved. Other tests {@link #start} their own.
     *
     * @param settings pairs of key and value
     */
    public GatewayServer shared(String... settings) {
        return shared.gateway(settings);
    }

    /** The simulator behind every shared gateway, with default settings. Its counters go on from test to test. */
    public TritonSimulator triton() {
        return shared.triton();
    }

    /** A separate simulator. */
    public TritonSimulator simulator(SimulatorSettings settings) {
        return closing(TritonSimulator.start(settings));
    }

    /** One with default settings. */
    public TritonSimulator simulator() {
        return simulator(SimulatorSettings.defaults());
    }

    /**
     * A separate gateway whose two models are both at this address. A test may close it earlier than it ends.
     *
     * @param settings pairs of key and value
     */
    public GatewayServer start(String url, String... settings) {
        return start(main -> {}, url, settings);
    }

    /** A separate gateway in front of this simulator. */
    public GatewayServer start(TritonSimulator triton, String... settings) {
        return start(triton.url(), settings);
    }

    /** A separate gateway that is changed before its start. */
    public GatewayServer start(Consumer<Main> change, String url, String... settings) {
        return closing(GatewayServer.start(change, url, url, settings));
    }

    /** The same in front of this simulator. */
    public GatewayServer start(Consumer<Main> change, TritonSimulator triton, String... settings) {
        return start(change, triton.url(), settings);
    }

    /** A separate gateway whose two models are at two addresses. */
    public GatewayServer startOnTwo(String url8b, String url70b, String... settings) {
        return closing(GatewayServer.start(main -> {}, url8b, url70b, settings));
    }

    /** Also closes this, before earlier resources. */
    public <T extends AutoCloseable> T closing(T resource) {
        own.push(resource);
        return resource;
    }

    /** Closes the test's own resources, the latest first. */
    @Override
    public void close() throws Exception {
        Exception failure = null;
        while (!own.isEmpty()) {
            try {
                own.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
