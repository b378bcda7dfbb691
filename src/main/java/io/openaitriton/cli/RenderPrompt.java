package io.openaitriton.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.generation.ApiException;
import io.openaitriton.prompt.PromptSettings;
import io.openaitriton.prompt.PromptTemplate;
import io.openaitriton.prompt.sanitize.ControlTokenPolicy;
import io.openaitriton.prompt.source.TemplateSources;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.response.find.FoundFormat;
import io.openaitriton.standalone.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints the exact prompt that a template makes of a conversation, to find differences as small as a newline. */
public final class RenderPrompt {
    private static final String USAGE = """
            Usage: render [options] TEMPLATE FILE
              TEMPLATE             a built-in name (%s),
                                   or a tokenizer_config.json, a chat_template.jinja, or a folder with one of them
              FILE                 a JSON list of messages, or a chat request; - reads standard input
              --bos-token TOKEN    value of the template's bos_token (default: empty)
              --control-tokens P   control tokens in content: neutralise (default), refuse or allow
            Prints the prompt and nothing else. Exits with 1 if the template makes none, with 2 after wrong usage.""".formatted(String.join(", ", TemplateSources.BUILT_IN));

    private RenderPrompt() {}

    /** Runs and ends the JVM. */
    public static void main(String[] args) {
        Logging.configure();
        System.exit(run(args, System.in, System.out, System.err));
    }

    /** The exit status: 0 when the prompt was printed, 1 when there is none, 2 on wrong usage. */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        PromptSettings settings = PromptSettings.DEFAULT;
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; i < args.length; i++) {
                boolean option = args[i].startsWith("--");
                if (option && i + 1 == args.length) {
                    throw new IllegalArgumentException(args[i] + " needs a value");
                }
                switch (args[i]) {
                    case "--bos-token" -> settings = settings.withBosToken(args[++i]);
                    case "--control-tokens" -> settings = settings.withPolicy(ControlTokenPolicy.of(args[++i]));
                    default -> {
                        if (option) {
                            throw new IllegalArgumentException("Unknown option " + args[i]);
                        }
                        names.add(args[i]);
                    }
                }
            }
            if (names.size() != 2) {
                throw new IllegalArgumentException("Expected a template and a file");
            }
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "\n" + USAGE);
            return 2;
        }
        try {
            PromptTemplate template = new PromptTemplate(TemplateSources.find(names.get(0)), settings);
            template.undefinedTokens().stream()
                    .filter(token -> !token.equals("bos_token"))
                    .forEach(token -> err.println("The template uses " + token
                            + ", which no file defines. Put the model's tokenizer_config.json next to the template"));
            FoundFormat calls = template.toolFormat();
            byte[] prompt = request(names.get(1), in)
                    .prompt(template.writingCalls(calls == null ? null : ResponseTemplates.tools(calls.name())))
                    .getBytes(StandardCharsets.UTF_8);
            out.write(prompt, 0, prompt.length);
            out.flush();
            return 0;
        } catch (PromptException | ApiException | IllegalArgumentException e) {
            err.println(e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("The file " + e.getMessage() + " does not exist");
        } catch (JsonProcessingException e) {
            err.println(names.get(1) + ", line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            err.println("Cannot read " + names.get(1) + ": " + e);
        }
        return 1;
    }

    private static ChatRequest request(String file, InputStream in) throws IOException {
        byte[] json = file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        return ChatRequest.read(OpenAiJson.mapper().readTree(json));
    }
}
