package io.openaitriton.prompt;

import static io.openaitriton.prompt.PromptRequests.request;
import static io.openaitriton.prompt.PromptRequests.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.chat.PromptHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints of an API beyond the fields of a chat are followed as far as the template can. */
class PromptHintsTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");
    private static final PromptHints ANY_ORDER = new PromptHints(null, null, true);

    private static final String PLAIN = "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% endfor %}";
    /** Takes instructions at the beginning only. */
    private static final String FIRST = "{% for m in messages %}{% if m.role == 'system' and not loop.first %}"
            + "{{ raise_exception('no') }}{% endif %}[{{ m.role }}:{{ m.content }}]{% endfor %}";
    /** Wants user and assistant to alternate, and knows no instructions. */
    private static final String ALTERNATING = "{% for m in messages if m.role != 'tool' and not m.tool_calls %}"
            + "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('no') }}{% endif %}{% endfor %}"
            + "{% for m in messages %}[{{ m.role }}:{{ m.content }}]{% if m.tool_calls %}({{ m.tool_calls[0].function.name }}"
            + "{{ m.tool_calls[0].function.arguments }}){% endif %}{% endfor %}";

    private static final String LATER = "{'messages':[{'role':'system','content':'A'},{'role':'user','content':'B'},"
            + "{'role':'system','content':'C'}]}";
    private static final String BESIDE = "{'messages':[{'role':'user','content':'B'},{'role':'assistant','content':'',"
            + "'tool_calls':[{'id':'toolu_0123456789','type':'function','function':{'name':'f','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'toolu_0123456789','content':'R'},{'role':'user','content':'D'}]}";

    @Test
    void laterInstructionsStayWhereTheTemplateWritesThem() {
        assertThat(template(PLAIN).compose(request(LATER), ANY_ORDER)).hasToString("[system:A][user:B][system:C]");
    }

    @Test
    void laterInstructionsAreTheUsersWhereTheTemplateRefusesThem() {
        assertThatThrownBy(() -> template(FIRST).render(request(LATER))).isInstanceOf(PromptException.class);
        assertThat(template(FIRST).compose(request(LATER), ANY_ORDER)).hasToString("[system:A][user:B][user:C]");
    }

    @Test
    void laterInstructionsDoNotReplaceTheFirst() {
        String last = "{% set ns = namespace(s='') %}{% for m in messages %}{% if m.role == 'system' %}"
                + "{% set ns.s = m.content %}{% endif %}{% endfor %}{{ ns.s }}{% for m in messages if m.role != 'system' %}"
                + "[{{ m.role }}:{{ m.content }}]{% endfor %}";
        assertThat(template(last).compose(request(LATER), ANY_ORDER)).hasToString("A[user:B][user:C]");
    }

    @Test
    void instructionsJoinTheUsersWhereTheTemplateKnowsNone() {
        assertThat(template(ALTERNATING).compose(request(LATER), ANY_ORDER)).hasToString("[user:A\n\nB\n\nC]");
    }

    @Test
    void whatTheUserSaysBesideResultsJoinsThemWhereTurnsAlternate() {
        assertThatThrownBy(() -> template(ALTERNATING).render(request(BESIDE))).isInstanceOf(PromptException.class);
        assertThat(template(ALTERNATING).compose(request(BESIDE), ANY_ORDER)).contains("[tool:R\n\nD]");
    }

    @ParameterizedTest
    @CsvSource({
        "true, high, <on high>",
        "true, max, <on high>",
        "true, medium, <on low>",
        "true,, <on >",
        "false, high, <off>"
    })
    void thinkingIsSwitchedAndEffortIsTheNearest(boolean thinking, String effort, String prompt) {
        String picky =
                "{% if reasoning_effort is defined and reasoning_effort not in [none, 'low', 'high'] %}{{ raise_exception('no') }}{% endif %}"
                        + "{{ '<on ' ~ (reasoning_effort or '') ~ '>' if enable_thinking else '<off>' }}";
        assertThat(template(picky)
                        .compose(
                                request("{'messages':[{'role':'user','content':'B'}]}"),
                                new PromptHints(thinking, effort, true)))
                .hasToString(prompt);
    }

    @Test
    void severalInstructionsAtTheBeginningAreOneWhereTheTemplateRefusesTheSecond() {
        String two =
                "{'messages':[{'role':'system','content':'A'},{'role':'system','content':'C'},{'role':'user','content':'B'}]}";
        assertThat(template(FIRST).compose(request(two), ANY_ORDER)).hasToString("[system:A\n\nC][user:B]");
    }

    @ParameterizedTest
    @CsvSource({"high, <on high>", "low, <on low>", "medium, <on low>", "xhigh, <on high>", "none, <off>", ", <off>"})
    void anEffortAloneIsTheTemplatesOrTheNearest(String effort, String prompt) {
        String picky =
                "{% if reasoning_effort is defined and reasoning_effort not in [none, 'low', 'high'] %}{{ raise_exception('no') }}{% endif %}"
                        + "{{ '<on ' ~ (reasoning_effort or '') ~ '>' if enable_thinking else '<off>' }}";
        assertThat(template(picky)
                        .compose(
                                request("{'messages':[{'role':'user','content':'B'}]}"),
                                new PromptHints(null, effort, true)))
                .hasToString(prompt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "minimal", "low", "medium", "high"})
    void anEffortThatATemplateTakesIsThatOfChats(String effort) {
        String text = "{{ reasoning_effort }}|{{ enable_thinking }}";
        String hello = "{'messages':[{'role':'user','content':'B'}]";
        assertThat(template(text).compose(request(hello + "}"), new PromptHints(null, effort, true)))
                .hasToString(template(text).render(request(hello + ",'reasoning_effort':'" + effort + "'}")));
    }

    @Test
    void aSwitchThatTheTemplateLacksIsNotAnError() {
        assertThat(template(PLAIN)
                        .compose(
                                request("{'messages':[{'role':'user','content':'B'}]}"),
                                new PromptHints(true, "high", true)))
                .hasToString("[user:B]");
        assertThat(template(PLAIN)
                        .compose(
                                request("{'messages':[{'role':'user','content':'B'}]}"),
                                new PromptHints(null, "none", true)))
                .hasToString("[user:B]");
    }

    @Test
    void everyTemplateThatCarriesAConversationCarriesLaterInstructions() throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "SKIPPED: chat templates are not here");
        List<String> lost = new ArrayList<>();
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.sorted().toList()) {
                String failure = lost(Files.readString(file));
                if (failure != null) {
                    lost.add(file.getFileName() + ": " + failure);
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    private static String lost(String text) {
        PromptTemplate template;
        try {
            template = template(text);
            template.render(request("{'messages':[{'role':'user','content':'QUESTION'}]}"));
        } catch (RuntimeException e) {
            return null;
        }
        try {
            String prompt = template.compose(
                            request(
                                    "{'messages':[{'role':'system','content':'EARLY'},{'role':'user','content':'QUESTION'},"
                                            + "{'role':'system','content':'LATE'}]}"),
                            ANY_ORDER)
                    .toString();
            return prompt.contains("EARLY") && prompt.contains("QUESTION") && prompt.contains("LATE") ? null : prompt;
        } catch (PromptException e) {
            return e.getMessage();
        }
    }
}
