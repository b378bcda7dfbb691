package io.openaitriton.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte pair encoding as Hugging Face does it, by its list of merges; slow and plain, to compare with. */
final class NaiveBpe {
    static final String GPT_2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private final List<String[]> merges;
    private final Map<List<String>, Integer> order = new HashMap<>();

    /** @param merges pairs in the byte alphabet */
    NaiveBpe(List<String[]> merges) {
        this.merges = merges;
        for (String[] merge : merges) {
            order.put(List.of(merge), order.size());
        }
    }

    /** Merges learned from a text: always the most frequent pair, of equals the first by name. */
    static NaiveBpe train(String text, String regex, int count) {
        List<List<String>> words = new ArrayList<>();
        pieces(text, regex).forEach(piece -> words.add(characters(piece)));
        List<String[]> merges = new ArrayList<>();
        while (merges.size() < count) {
            Map<List<String>, Integer> pairs = new HashMap<>();
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    pairs.merge(List.of(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            List<String> best = null;
            for (Map.Entry<List<String>, Integer> pair : pairs.entrySet()) {
                int more = best == null ? 1 : pair.getValue() - pairs.get(best);
                if (more > 0 || more == 0 && pair.getKey().toString().compareTo(best.toString()) < 0) {
                    best = pair.getKey();
                }
            }
            if (best == null) {
                break;
            }
            merges.add(best.toArray(new String[0]));
            for (List<String> word : words) {
                merge(word, best.get(0), best.get(1));
            }
        }
        return new NaiveBpe(merges);
    }

    /** Every way to make each token of two others, in the order of tokens: how rank files are converted. */
    NaiveBpe allSplits() {
        Set<String> tokens = new LinkedHashSet<>(vocabulary().keySet());
        List<String[]> all = new ArrayList<>();
        for (String token : tokens) {
            for (int i = 1; i < token.length(); i++) {
                String left = token.substring(0, i);
                String right = token.substring(i);
                if (tokens.contains(left) && tokens.contains(right)) {
                    all.add(new String[] {left, right});
                }
            }
        }
        return new NaiveBpe(all);
    }

    List<String[]> merges() {
        return merges;
    }

    /** Ids by token: the bytes, then what is merged. */
    Map<String, Integer> vocabulary() {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int b = 0; b < 256; b++) {
            ids.put(String.valueOf(ByteAlphabet.character(b)), ids.size());
        }
        for (String[] merge : merges) {
            ids.putIfAbsent(merge[0] + merge[1], ids.size());
        }
        return ids;
    }

    int count(String text, String regex, Set<String> whole) {
        int count = 0;
        for (String piece : pieces(text, regex)) {
            count += whole.contains(String.join("", characters(piece)))
                    ? 1
                    : encode(piece).size();
        }
        return count;
    }

    int count(String text, String regex) {
        return count(text, regex, new HashSet<>());
    }

    /** The tokens of a piece. */
    List<String> encode(String piece) {
        List<String> word = characters(piece);
        while (true) {
            int lowest = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < word.size(); i++) {
                Integer rank = order.get(List.of(word.get(i), word.get(i + 1)));
                if (rank != null && rank < lowest) {
                    lowest = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return word;
            }
            word.set(at, word.get(at) + word.get(at + 1));
            word.remove(at + 1);
        }
    }

    static List<String> pieces(String text, String regex) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher =
                Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS).matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }

    private static List<String> characters(String piece) {
        List<String> characters = new ArrayList<>();
        for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
            characters.add(String.valueOf(ByteAlphabet.character(b & 0xFF)));
        }
        return characters;
    }

    private static void merge(List<String> word, String left, String right) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(left) && word.get(i + 1).equals(right)) {
                word.set(i, left + right);
                word.remove(i + 1);
            }
        }
    }
}
