package io.openaitriton.bench.balance;

import java.nio.file.Path;

final class OverHttp {
    private OverHttp() {}

    static void run(BalanceReport report, Path home, String java, boolean full) throws Exception {}
}
