package io.openaitriton;

import org.apache.camel.main.Main;

/** Runs the gateway on camel-main. */
public final class Gateway {
    private Gateway() {}

    public static void main(String[] args) throws Exception {
        Main main = new Main(Gateway.class);
        main.run(args);
    }
}
