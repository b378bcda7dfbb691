package io.openaitriton.response;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openaitriton.response.ResponseReading.Enforced;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Cases of model output, and their comparison. */
final class Cases {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static final Comparator<JsonNode> NUMBERS_BY_VALUE = (one, other) -> one.equals(other)
                    || one.isNumber()
                            && other.isNumber()
                            && new BigDecimal(one.asText()).compareTo(new BigDecimal(other.asText())) == 0
            ? 0
            : 1;

    private Cases() {}

    /** How a case is read. */
    static ResponseReading reading(ResponseFormat format, String prompt, JsonNode tools, JsonNode request) {
        JsonNode choice = request.path("tool_choice");
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        if (!choice.asText("").equals("none")) {
            tools.forEach(tool -> schemas.put(
                    tool.at("/function/name").asText(), tool.at("/function").get("parameters")));
        }
        String named = choice.at("/function/name").asText(null);
        Enforced enforced = named != null
                ? Enforced.ARGUMENTS
                : choice.asText("").equals("required") ? Enforced.CALLS : Enforced.NOTHING;
        boolean parallel = request.path("parallel_tool_calls").asBoolean(true);
        return new ResponseReading(format, prompt, schemas, enforced, named, parallel);
    }

    /** Ways to cut a text: whole, by character, and by chance; short ones also at each place. */
    static List<List<String>> cuts(String text, long seed) {
        List<List<String>> cuts = new ArrayList<>();
        cuts.add(List.of(text));
        cuts.add(text.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        Random random = new Random(seed);
        for (int most : new int[] {3, 8, 40}) {
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < text.length(); ) {
                int next = Math.min(text.length(), at + 1 + random.nextInt(most));
                pieces.add(text.substring(at, next));
                at = next;
            }
            cuts.add(pieces);
        }
        for (int at = 1; at < text.length() && text.length() <= 200; at++) {
            cuts.add(List.of(text.substring(0, at), text.substring(at)));
        }
        return cuts;
    }

    /** Whether arguments are the JSON value that they should be. */
    static boolean isJson(String arguments, JsonNode expected) {
        try {
            return JSON.readTree(arguments).equals(NUMBERS_BY_VALUE, expected);
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
