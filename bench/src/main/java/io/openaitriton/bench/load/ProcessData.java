package io.openaitriton.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Linux's data of a process and its children. */
record ProcessData(Process process) {
    private static final double TICKS_A_SECOND = 100;

    /** Processor time so far. */
    double cpuSeconds() {
        return pids().stream()
                .mapToDouble(pid -> {
                    String stat = read(pid, "stat");
                    if (stat.isEmpty()) {
                        return 0;
                    }
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
                })
                .sum();
    }

    int residentMiB() {
        return (int) (status("VmRSS") / 1024);
    }

    int threads() {
        return (int) status("Threads");
    }

    int files() {
        return pids().stream()
                .mapToInt(pid -> {
                    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
                        return (int) files.count();
                    } catch (IOException e) {
                        return 0;
                    }
                })
                .sum();
    }

    private long status(String key) {
        return pids().stream()
                .mapToLong(pid -> read(pid, "status")
                        .lines()
                        .filter(line -> line.startsWith(key + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum())
                .sum();
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(process.pid());
        process.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** Empty when the process has ended. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
