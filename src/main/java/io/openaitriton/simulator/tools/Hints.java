package io.openaitriton.simulator.tools;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values for arguments in a user's message: names of places, files, numbers.
 *
 * @param message without markers for the simulator
 * @param folder the folder that the prompt says one works in, or null
 * @param turn which of several calls the arguments are for, counted from 0: each takes another of the names
 */
record Hints(String message, String folder, int turn) {
    static final Hints NONE = new Hints("", null, 0);

    private static final int MAX_TEXT = 200;
    private static final Set<String> PLACES = Set.of(
            "place",
            "city",
            "location",
            "town",
            "country",
            "region",
            "where",
            "destination",
            "origin",
            "address",
            "name",
            "person",
            "user",
            "customer");
    private static final Set<String> FILES =
            Set.of("path", "file", "filename", "filepath", "directory", "dir", "folder", "paths", "files");
    private static final Set<String> TEXTS = Set.of(
            "query", "question", "text", "message", "prompt", "input", "content", "q", "topic", "search", "task");
    private static final Set<String> COMMANDS = Set.of("command", "cmd", "script", "code", "expression");

    private static final Pattern NAME = Pattern.compile("\\p{Lu}[\\p{L}'’-]*(?: \\p{Lu}[\\p{L}'’-]*)*");
    private static final Pattern ORDER = Pattern.compile(
            "(?:Add|Book|Check|Compare|Create|Delete|Find|Forecast|Give|List|Look|Search|Send|Show|Update|Weather)\\b");
    private static final Pattern QUOTED = Pattern.compile("[\"“`]([^\"“”`\n]{1,200})[\"”`]");
    private static final Pattern FILE =
            Pattern.compile("(?<![\\w@=])(?:[~.]{0,2}/[\\w./-]+|[\\w-][\\w./-]*\\.[A-Za-z]\\w{0,7})(?!\\w)");
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>)]+");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?\\d{1,15}(?:\\.\\d{1,9})?(?![\\w.]*\\w)");

    /** A text for that property, or null if the message has none that fits. */
    String text(String property, String description) {
        Set<String> words = Words.of(property);
        boolean named = words.stream().anyMatch(PLACES::contains);
        if (words.contains("url") || words.contains("uri") || words.contains("link")) {
            return pick(URL, 0);
        }
        if (words.stream().anyMatch(FILES::contains)) {
            return file(description);
        }
        if (words.stream().anyMatch(COMMANDS::contains)) {
            String quoted = pick(QUOTED, 1);
            return quoted == null ? "echo simulated" : quoted;
        }
        String quoted = pick(QUOTED, 1);
        if (quoted != null) {
            return quoted;
        }
        if (words.stream().anyMatch(TEXTS::contains)) {
            return message.isEmpty() ? null : message.substring(0, Math.min(MAX_TEXT, message.length()));
        }
        return named ? name() : null;
    }

    /** Whether the property's name says what kind of text it takes. */
    boolean isKnown(String property) {
        Set<String> words = Words.of(property);
        return words.stream().anyMatch(word -> PLACES.contains(word) || FILES.contains(word) || TEXTS.contains(word))
                || words.contains("url");
    }

    /** The number that the message has before that word, or null. */
    Double count(String property) {
        Matcher number = Pattern.compile("(?i)(?<![\\w.])(\\d{1,9})[ -]" + Pattern.quote(property) + "(?!\\w)")
                .matcher(message);
        return number.find() ? Double.valueOf(number.group(1)) : null;
    }

    /** The number that the message has in that range, or null. */
    Double number(double min, double max) {
        return NUMBER.matcher(message)
                .results()
                .map(found -> Double.valueOf(found.group()))
                .filter(number -> number >= min && number <= max)
                .findFirst()
                .orElse(null);
    }

    /** Whether the message has that word. */
    boolean mentions(String word) {
        return !word.isBlank()
                && Pattern.compile("(?i)(?<!\\w)" + Pattern.quote(word) + "(?!\\w)")
                        .matcher(message)
                        .find();
    }

    private String file(String description) {
        String file = pick(FILE, 0);
        boolean absolute = description.toLowerCase(Locale.ROOT).contains("absolute");
        return file != null && absolute && folder != null && !file.startsWith("/") ? folder + "/" + file : file;
    }

    /** A word with a capital letter; at the beginning of the message one means nothing, unless there is no other. */
    private String name() {
        Matcher order = ORDER.matcher(message);
        int start = order.lookingAt() ? order.end() : 0;
        List<MatchResult> names =
                NAME.matcher(message).region(start, message.length()).results().toList();
        List<MatchResult> later =
                names.stream().filter(name -> name.start() > 0).toList();
        if (later.isEmpty()) {
            return names.isEmpty() || !Words.isMeaningful(names.get(0).group())
                    ? null
                    : names.get(0).group();
        }
        return later.get(turn % later.size()).group();
    }

    private String pick(Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(message);
        List<String> found =
                matcher.results().map(result -> result.group(group)).toList();
        return found.isEmpty() ? null : found.get(turn % found.size());
    }
}
