package io.openaitriton.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a model was told about its answers, under the names that vLLM gives to the numbers; set while it is read. */
final class Sampling {
    /** Every number that was given, but the seed, by its name. */
    final Map<String, Double> numbers = new TreeMap<>();

    /** What else the answer mentions, for instance {@code bad_words ["a"]}. */
    final List<String> notes = new ArrayList<>();

    /** The digits of the seed, which a double would lose; null if none was given. */
    String seed;

    /** Number of answers. */
    int n = 1;

    int maxTokens = Integer.MAX_VALUE;
    int minTokens;
    boolean ignoreEos;

    /** Whether the token that ends a turn is among those that are counted and sent. */
    boolean countsEnd = true;

    List<String> stop = List.of();

    /** Whether the answer ends with the stop string that ended it, not before it. */
    boolean keepsStop;

    /** How many alternatives to report for each token, or null for no log probabilities. */
    Integer logprobs;

    /** The constraint on the answer as vLLM has it, for instance {@code {"json": {...}}}, or null. */
    JsonNode structure;

    /** Notes something given as a list of texts, unless there are none. */
    void note(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            notes.add(name + " " + RequestMapper.JSON.valueToTree(texts));
        }
    }

    /** Triton accepts parameters that no tensor has the name of; the answer says so, for whoever meant a tensor. */
    void noteIgnored(ModelInputs inputs) {
        inputs.parameters().keySet().stream()
                .filter(name -> !name.equals("id"))
                .sorted()
                .forEach(name -> notes.add(name + " ignored"));
    }
}
