package io.openaitriton.junit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests their gateways and simulators: a method of a test class that has a parameter of type {@link Gateways} starts or borrows them there,
 * and need not close them.
 *
 * <pre>{@code
 * @ExtendWith(GatewayExtension.class)
 * class SomeTest {
 *     private static TritonSimulator triton;
 *     private static GatewayServer gateway;
 *
 *     @BeforeAll
 *     static void start(Gateways gateways) {
 *         triton = gateways.triton();
 *         gateway = gateways.shared("triton.dialect", "vllm");
 *     }
 * }
 * }</pre>
 *
 * <p>What {@code @BeforeAll} starts lives as long as the class; what a test or {@code @BeforeEach} starts, as long as the test. What is shared
 * lives to the end of the run.
 */
public final class GatewayExtension implements ParameterResolver, BeforeEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(GatewayExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gateways.class;
    }

    @Override
    public Gateways resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    /** The gateways of another extension, which live as long as this context. */
    public static Gateways of(ExtensionContext context) {
        SharedGateways shared = shared(context);
        // a store also finds what an outer context has: the id makes this one the context's own
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> new Gateways(shared), Gateways.class);
    }

    /** Each test begins with an idle simulator and an empty journal. */
    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        shared(context).clear();
    }

    /** A test class that leaves a scripted reply behind fails, not a class after it. */
    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        shared(context).requireNothingScripted();
    }

    private static SharedGateways shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(SharedGateways.class, type -> new SharedGateways(), SharedGateways.class);
    }
}
