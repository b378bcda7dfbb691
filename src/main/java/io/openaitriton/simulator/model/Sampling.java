package io.openaitriton.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.core.ModelInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sampling settings of a request, with vLLM's names; filled while the request is read. */
public final class Sampling {
    /** Every number that was given, but the seed, by its name. */
    public final Map<String, Double> numbers = new TreeMap<>();

    /** What else the answer mentions, for instance {@code bad_words ["a"]}. */
    public final List<String> notes = new ArrayList<>();

    /** The digits of the seed, which a double would lose; null if none was given. */
    public String seed;

    /** Number of answers. */
    public int n = 1;

    public int maxTokens = Integer.MAX_VALUE;
    public int minTokens;
    public boolean ignoreEos;

    /** Whether the token that ends a turn is among those that are counted and sent. */
    public boolean countsEnd = true;

    public List<String> stop = List.of();

    /** Whether the answer ends with the stop string that ended it, not before it. */
    public boolean keepsStop;

    /** How many alternatives to report for each token, or null for no log probabilities. */
    public Integer logprobs;

    /** Whether special tokens come in the text; else they are left out of it. */
    public boolean keepsSpecial;

    /** Whether the model thinks before it answers, where the prompt leaves that open. */
    public boolean thinks;

    /** The constraint on the answer as vLLM has it, for instance {@code {"json": {...}}}, or null. */
    public JsonNode structure;

    /** Notes something given as a list of texts, unless there are none. */
    public void note(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            notes.add(name + " " + Json.MAPPER.valueToTree(texts));
        }
    }

    /** Triton accepts parameters that match no tensor; the answer mentions them, in case a tensor was meant. */
    public void noteIgnored(ModelInputs inputs) {
        inputs.parameters().keySet().stream()
                .filter(name -> !name.equals("id"))
                .sorted()
                .forEach(name -> notes.add(name + " ignored"));
    }
}
