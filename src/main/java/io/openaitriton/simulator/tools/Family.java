package io.openaitriton.simulator.tools;

import io.openaitriton.simulator.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The prompt formats of model families, read from {@code families.json}: marks of turns and formats of calls.
 *
 * @param turns kinds of prompts by the marks of their turns; the first whose mark is near the prompt's end counts
 * @param formats formats of calls; the first that the prompt is for counts
 */
record Family(List<Turns> turns, List<Format> formats) {
    static final Family ALL = load();

    /**
     * @param at one of these is near the end of the prompt
     * @param with one of these is in the prompt, if there are any
     * @param user what a message of the user begins with
     * @param close what a message of the user ends with
     * @param results what a tool's result begins and ends with
     * @param resultText finds the result's text in it, or null if that is all of it
     * @param strip what is no part of a message or result
     * @param think how it thinks, or null
     * @param text what is around an answer
     * @param remark what is around a text before a call
     * @param end the token that ends a turn
     * @param endOfCall the token that ends a turn with calls, if it is another one
     * @param special markers that are special tokens
     */
    record Turns(
            String name,
            List<String> at,
            List<String> with,
            List<String> user,
            List<String> close,
            List<List<String>> results,
            Pattern resultText,
            List<String> strip,
            Think think,
            List<String> text,
            List<String> remark,
            String end,
            String endOfCall,
            List<String> special) {
        Turns {
            with = with == null ? List.of() : with;
            strip = strip == null ? List.of() : strip;
            text = text == null ? List.of("", "") : text;
            remark = remark == null ? List.of("", "\n") : remark;
        }
    }

    /**
     * @param when one of these in the prompt says that the model thinks although the prompt does not open it
     * @param always whether it thinks in any case
     */
    record Think(String start, String end, List<String> when, boolean always) {
        Think {
            when = when == null ? List.of() : when;
        }
    }

    /**
     * @param when all of these are in the prompt
     * @param without none of these is
     * @param turns kinds of prompts it is for, or null for all
     * @param models pattern of the model's name, or null for all
     * @param call a call, with {@code $name}, {@code $arguments}, {@code $index} and {@code $id}
     * @param malformed a call that is none; null if it is enough that the name is missing
     * @param arguments json, python, gemma or parameters
     * @param parameter one parameter, with {@code $key}, {@code $value} and {@code $string}
     * @param most most calls in an answer, or null
     * @param think how it thinks where tools are offered, or null if that makes no difference
     * @param counted what earlier calls begin with, where they are counted over the conversation, or null
     */
    record Format(
            String name,
            List<String> when,
            List<String> without,
            List<String> turns,
            Pattern models,
            Listing tools,
            String before,
            String call,
            String malformed,
            String between,
            String after,
            String arguments,
            String parameter,
            List<String> text,
            List<String> remark,
            Integer most,
            Think think,
            String counted) {
        Format {
            without = without == null ? List.of() : without;
            before = before == null ? "" : before;
            between = between == null ? "" : between;
            after = after == null ? "" : after;
            arguments = arguments == null ? "json" : arguments;
        }

        boolean matches(String prompt, Turns kind, String model) {
            return (turns == null || turns.contains(kind.name))
                    && (models == null || models.matcher(model).matches())
                    && when.stream().allMatch(prompt::contains)
                    && without.stream().noneMatch(prompt::contains);
        }
    }

    /** Where the prompt lists its tools, and in which notation. */
    record Listing(String as, String from, String to) {}

    private static Family load() {
        try (InputStream in = Family.class.getResourceAsStream("families.json")) {
            return Json.MAPPER.readValue(in, Family.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
