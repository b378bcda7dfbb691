package io.openaitriton.cli;

import io.openaitriton.access.NewKey;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Makes an API key. Prints its line for the key file on standard output, and the key itself, only this once, on standard error. */
public final class IssueKey {
    private static final String USAGE = """
            Usage: key [options] NAME >> FILE
              NAME              name of the key in logs and errors
              --models A,B      models that it may use (default: all)
              --requests N      requests a minute (default: no limit)
              --tokens N        tokens of prompts and answers a minute (default: no limit)
              --concurrent N    concurrent requests (default: no limit)
            Prints the line for the key file on standard output, and the key on standard error. The key is not shown again.""";

    private IssueKey() {}

    /** Runs and ends the JVM. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** The exit status: 0 when there is a key, 2 on wrong usage. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            NewKey made = make(args);
            out.println(made.line());
            out.flush();
            err.println("The key (it cannot be shown again): " + made.key());
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "\n" + USAGE);
            return 2;
        }
    }

    private static NewKey make(String[] args) {
        List<String> models = List.of();
        Long requests = null;
        Long tokens = null;
        Long concurrent = null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            boolean option = args[i].startsWith("--");
            if (option && i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            switch (args[i]) {
                case "--models" -> models = List.of(args[++i].split(",", -1));
                case "--requests" -> requests = number(args, ++i);
                case "--tokens" -> tokens = number(args, ++i);
                case "--concurrent" -> concurrent = number(args, ++i);
                default -> {
                    if (option) {
                        throw new IllegalArgumentException("Unknown option " + args[i]);
                    }
                    names.add(args[i]);
                }
            }
        }
        if (names.size() != 1) {
            throw new IllegalArgumentException("Expected one name of a key");
        }
        return NewKey.of(names.get(0), models, requests, tokens, concurrent);
    }

    private static Long number(String[] args, int at) {
        try {
            return Long.valueOf(args[at]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(args[at - 1] + " must be a whole number", e);
        }
    }
}
