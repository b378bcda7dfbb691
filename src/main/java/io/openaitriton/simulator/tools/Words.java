package io.openaitriton.simulator.tools;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Words of messages, names and descriptions, to find out what goes together. */
final class Words {
    /** Say nothing about which tool is meant. */
    private static final Set<String> COMMON = Set.of(
            "a an the this that these those it its is are was were be been am do does did done can could will would shall should may might must have has had having",
            "i you he she we they me my your his her our their us them who what which when where why how whose",
            "and or but if so not no yes of in on at to for from by with about into over as than then there here out up down off",
            "hello hi hey good morning evening day thanks thank please ok okay welcome bye greetings sorry nice",
            "tell say says said ask answer give want need like know see let go make use using used call tool tools function functions",
            "some any all each every one two first last new more most other very just only also too now again still",
            "get gets set run runs name names value values text string number object list data result results simulated");

    private static final Set<String> STOP = stop();

    private Words() {}

    /** In lower case, taken apart at capitals, underscores and everything else that is no letter or digit. */
    static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : text.replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ").split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    static Set<String> meaningful(String text) {
        Set<String> words = of(text);
        words.removeIf(word -> !isMeaningful(word));
        return words;
    }

    static boolean isMeaningful(String word) {
        return word.length() > 2 && !Character.isDigit(word.charAt(0)) && !STOP.contains(word.toLowerCase(Locale.ROOT));
    }

    /** How many words of one text are in the other, in this or another ending. */
    static int shared(Set<String> some, Set<String> others) {
        return (int) some.stream()
                .filter(word -> others.stream().anyMatch(other -> same(word, other)))
                .count();
    }

    private static boolean same(String word, String other) {
        int shorter = Math.min(word.length(), other.length());
        return word.equals(other)
                || shorter >= 4
                        && Math.abs(word.length() - other.length()) <= 3
                        && (word.startsWith(other) || other.startsWith(word));
    }

    private static Set<String> stop() {
        Set<String> stop = new LinkedHashSet<>();
        COMMON.forEach(line -> stop.addAll(Set.of(line.split(" "))));
        return stop;
    }
}
