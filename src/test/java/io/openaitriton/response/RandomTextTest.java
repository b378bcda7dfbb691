package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.response.ResponseReading.Enforced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of marks, their pieces and other characters, in any order: no text is lost, nothing hangs, and splits change nothing. */
class RandomTextTest {
    /** {@code -Dresponse.texts=100000} for a long run. */
    private static final int TEXTS = Integer.getInteger("response.texts", 400);

    private static final String[] WORDS = {
        "rain",
        " ",
        "\n",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        ":",
        ",",
        "=",
        "(",
        ")",
        "<",
        ">",
        "|",
        "null",
        "7",
        "-1.5e3",
        "é",
        "👩‍🔬",
        "forecast",
        "{\"name\": \"forecast\", \"arguments\": {\"place\": \"Faro\"}}",
        "{\"place\": \"x\"}",
        "name",
        "\"name\": ",
        "\"arguments\": ",
        "parameters",
        "place",
        "forecast(place=\"Faro\")",
        "functions.forecast:0",
        "a b c d e f g h"
    };

    /** Words that the generator adds to a text. Each is in a text at most once. */
    private static final Pattern SENTINEL = Pattern.compile("sun\\d+day");

    /** A word in the header of a message is part of the mark, even if the text ends within the header. */
    private static final Pattern HEADER =
            Pattern.compile("<\\|channel\\|>[^<]*(?:<\\|constrain\\|>)?[^<]*(?:<\\|message\\|>|<?[|\\w]*$)");

    static Stream<String> families() {
        return Stream.concat(
                ResponseTemplates.TOOLS.stream(),
                ResponseTemplates.REASONING.stream().map("think "::concat));
    }

    @ParameterizedTest
    @MethodSource("families")
    void noTextIsLostOrHangs(String family) {
        boolean thinks = family.startsWith("think ");
        ResponseTemplate template =
                thinks ? ResponseTemplates.reasoning(family.substring(6)) : ResponseTemplates.tools(family);
        ResponseFormat format = thinks
                ? new ResponseFormat(ResponseTemplates.tools("hermes"), template)
                : new ResponseFormat(template, null);
        ResponseReading reading = new ResponseReading(
                format, "", Map.of("forecast", JsonNodeFactory.instance.objectNode()), Enforced.NOTHING, null, true);
        List<String> marks = marks(template);
        assertTimeoutPreemptively(Duration.ofMinutes(10), () -> {
            Random random = new Random(family.hashCode());
            for (int i = 0; i < TEXTS; i++) {
                check(reading, text(random, marks), random);
            }
        });
    }

    private static void check(ResponseReading reading, String text, Random random) {
        boolean cut = random.nextBoolean();
        Parts whole = Parts.read(reading, List.of(text), cut);
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int next = Math.min(text.length(), at + 1 + random.nextInt(6));
            pieces.add(text.substring(at, next));
            at = next;
        }
        assertThat(Parts.read(reading, pieces, cut)).as(text).hasToString(whole.toString());
        if (whole.calls().isEmpty()) {
            // all that is no mark comes out
            String out = whole.joined("text") + whole.joined("reasoning");
            SENTINEL.matcher(HEADER.matcher(text).replaceAll(""))
                    .results()
                    .forEach(word -> assertThat(out).as(text).contains(word.group()));
        }
        if (whole.calls().isEmpty() && whole.joined("reasoning").isEmpty()) {
            // what is left out then is marks and what white space is around them
            String got = whole.joined("text").replaceAll("\\s", "");
            assertThat(isSubsequence(got, text.replaceAll("\\s", ""))).as(text).isTrue();
        }
    }

    private static boolean isSubsequence(String part, String all) {
        int at = 0;
        for (int i = 0; i < all.length() && at < part.length(); i++) {
            at += all.charAt(i) == part.charAt(at) ? 1 : 0;
        }
        return at == part.length();
    }

    private static String text(Random random, List<String> marks) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(24); i >= 0; i--) {
            if (random.nextInt(6) == 0) {
                text.append(" sun").append(i).append("day ");
            }
            String word = random.nextInt(3) == 0
                    ? marks.get(random.nextInt(marks.size()))
                    : WORDS[random.nextInt(WORDS.length)];
            int length = word.length();
            text.append(
                    random.nextInt(12) == 0 && length > 1 ? word.substring(0, 1 + random.nextInt(length - 1)) : word);
        }
        return text.toString();
    }

    /** What the expressions of a family have besides their signs. */
    private static List<String> marks(ResponseTemplate template) {
        List<String> marks = new ArrayList<>(template.endOfTurn());
        template.calls().forEach(call -> {
            call.open().forEach(one -> marks.addAll(literals(one)));
            call.strays().forEach(one -> marks.addAll(literals(one)));
            if (call.tags() != null) {
                marks.addAll(literals(call.tags().open()));
                marks.addAll(literals(call.tags().close()));
            }
        });
        if (template.hasReasoning()) {
            template.reasoning().open().forEach(one -> marks.addAll(literals(one)));
            template.reasoning().close().forEach(one -> marks.addAll(literals(one)));
        }
        template.contentMarks().forEach(one -> marks.addAll(literals(one)));
        return marks;
    }

    private static List<String> literals(String expression) {
        String plain = expression
                .replaceAll("\\(\\?<\\w+>|\\(\\?:|\\[[^\\]]*\\][+*?]*|\\\\[sdwSDW][+*?]*", "\u0000")
                .replaceAll("(?<!\\\\)[()|?*+]", "\u0000")
                .replaceAll("\\\\n", "\n")
                .replaceAll("\\\\(.)", "$1");
        return Stream.of(plain.split("\u0000")).filter(one -> !one.isEmpty()).toList();
    }
}
