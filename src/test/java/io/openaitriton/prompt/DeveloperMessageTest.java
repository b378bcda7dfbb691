package io.openaitriton.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openaitriton.api.chat.PromptException;
import io.openaitriton.prompt.source.TemplateSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Developer messages reach the model for every set of roles in its template. */
class DeveloperMessageTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");

    private static final String ANY_ROLE = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final String KNOWN_ROLES =
            "{% for m in messages if m.role in ('system', 'user', 'assistant') %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final String FIRST_ONLY = "{# for the developer #}"
            + "{% if messages[0].role == 'system' %}[{{ messages[0].content }}]{% endif %}"
            + "{% for m in messages if m.role in ('user', 'assistant') %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final String NO_SYSTEM = "{% for m in messages %}"
            + "{% if m.role not in ('user', 'assistant') %}{{ raise_exception('no ' + m.role) }}{% endif %}"
            + "<{{ m.role }}>{{ m.content }}{% endfor %}";

    private static final String DEVELOPER = "{'role':'developer','content':'be kind'},";
    private static final String FIRST =
            "{'messages':[{'role':'developer','content':'be kind'},{'role':'user','content':'hi'}]}";
    private static final String SECOND =
            "{'messages':[{'role':'system','content':'help'},{'role':'developer','content':'be kind'},{'role':'user','content':'hi'}]}";
    private static final String LATER =
            "{'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'ho'},{'role':'developer','content':'be kind'},{'role':'user','content':'hu'}]}";

    @Test
    void aTemplateThatWritesAnyRoleIsGivenTheSystems() {
        assertThat(PromptRequests.render(ANY_ROLE, FIRST)).isEqualTo("<system>be kind<user>hi");
        assertThat(PromptRequests.render("{# developer #}" + ANY_ROLE, FIRST)).isEqualTo("<system>be kind<user>hi");
    }

    @Test
    void aTemplateThatKnowsTheRoleIsGivenIt() {
        String knows = ANY_ROLE.replace("<{{ m.role }}>", "<{{ 'dev' if m.role == 'developer' else m.role }}>");
        assertThat(PromptRequests.render(knows, FIRST)).isEqualTo("<dev>be kind<user>hi");
    }

    @Test
    void aMentionOfTheRoleInATemplateIsNoProof() {
        String mentions = KNOWN_ROLES.replace("{% for", "As the developer said:{% for");
        assertThat(PromptRequests.render(mentions, FIRST)).isEqualTo("As the developer said:<system>be kind<user>hi");
    }

    @Test
    void instructionsThatATemplateWritesOnlyFirstAreJoinedToTheFirst() {
        assertThat(PromptRequests.render(FIRST_ONLY, FIRST)).isEqualTo("[be kind]<user>hi");
        assertThat(PromptRequests.render(FIRST_ONLY, SECOND)).isEqualTo("[help\n\nbe kind]<user>hi");
        assertThat(PromptRequests.render(FIRST_ONLY, LATER)).isEqualTo("[be kind]<user>hi<assistant>ho<user>hu");
    }

    @Test
    void instructionsThatATemplateRefusesAreTheUsers() {
        assertThat(PromptRequests.render(NO_SYSTEM, FIRST)).isEqualTo("<user>be kind\n\nhi");
        assertThat(PromptRequests.render(NO_SYSTEM, LATER)).isEqualTo("<user>hi<assistant>ho<user>be kind\n\nhu");
        assertThat(PromptRequests.render(NO_SYSTEM, "{'messages':[{'role':'developer','content':'be kind'}]}"))
                .isEqualTo("<user>be kind");
    }

    @Test
    void theyAreTheUsersTooIfTheTemplateDropsTheSystemMessage() {
        String drops = KNOWN_ROLES.replace("'system', ", "");
        assertThat(PromptRequests.render(drops, FIRST)).isEqualTo("<user>be kind\n\nhi");
        assertThat(PromptRequests.render(drops, SECOND)).isEqualTo("<user>be kind\n\nhi");
    }

    @Test
    void partsStayParts() {
        String parts = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}"
                + "<{{ m.role }}>{% for p in m.content %}[{{ p.text }}]{% endfor %}{% endfor %}";
        assertThat(PromptRequests.render(parts, FIRST)).isEqualTo("<user>[be kind\n\n][hi]");
    }

    @Test
    void noTemplateDropsOrRefusesADeveloper() throws Exception {
        assumeTrue(Files.exists(TEMPLATES), "no folder " + TEMPLATES + ": skipped");
        List<String> wrong = new ArrayList<>();
        int written = 0;
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.toList()) {
                PromptTemplate template =
                        new PromptTemplate(TemplateSources.find(file.toString()), PromptSettings.DEFAULT);
                for (String request : List.of(FIRST, SECOND, LATER)) {
                    String prompt = render(template, request);
                    // what the template refuses without a developer too is its own affair
                    if (prompt == null && render(template, request.replace(DEVELOPER, "")) != null) {
                        wrong.add(file.getFileName() + " refuses " + request);
                    } else if (prompt != null && !prompt.contains("be kind")) {
                        wrong.add(file.getFileName() + " drops " + request);
                    }
                    written += prompt == null ? 0 : 1;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(written).isGreaterThan(400);
    }

    private static String render(PromptTemplate template, String request) {
        try {
            return template.render(PromptRequests.request(request));
        } catch (PromptException e) {
            return null;
        }
    }
}
