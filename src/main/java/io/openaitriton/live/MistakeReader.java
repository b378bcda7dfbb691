package io.openaitriton.live;

import io.openaitriton.watch.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.Resource;
import org.apache.camel.xml.io.XmlPullParserException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Turns Camel's exceptions into what the editor of a file needs: the reason in one line, and the line number. */
final class MistakeReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("Property with key \\[([^]]+)]");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern DATA_FORMAT = Pattern.compile("data format in registry with ref: (\\S+)");
    private static final Pattern BEAN = Pattern.compile("Error creating bean: (\\S+)");
    private static final Pattern FILE_TYPE = Pattern.compile("Cannot find RoutesBuilderLoader .*: (.+)");

    private MistakeReader() {}

    static String why(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        for (int i = chain.size() - 1; i >= 0; i--) {
            String why = known(chain.get(i));
            if (why != null) {
                return Reason.line(why);
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof IOException || root instanceof NumberFormatException) {
            // code that reads a file or a number names the property
            for (int i = chain.size() - 1; i >= 0; i--) {
                if (chain.get(i).getClass() == IllegalArgumentException.class) {
                    return Reason.of(chain.get(i));
                }
            }
        }
        return Reason.of(root);
    }

    private static String known(Throwable e) {
        String text = String.valueOf(e.getMessage());
        Matcher placeholder = PLACEHOLDER.matcher(text);
        if (placeholder.find()) {
            return "no value for {{" + placeholder.group(1) + "}}";
        }
        Matcher type = FILE_TYPE.matcher(text);
        if (type.find()) {
            return "Camel takes the part of a file's name after its first dot for the type of the file, and there is no type '"
                    + type.group(1) + "'; rename the file so that it has no dot before '.camel.yaml'";
        }
        if (e instanceof MarkedYamlEngineException yaml) {
            return yaml.getProblem() != null ? yaml.getProblem() : text;
        }
        if (e instanceof XMLStreamException) {
            // the rest is the position
            return text.replaceFirst("(?s).*Message: ", "");
        }
        if (e instanceof XmlPullParserException) {
            return text.replaceFirst("(?s) \\(position.*", "").replace("{}", "");
        }
        if (e instanceof ClassNotFoundException) {
            return "class not found: " + text;
        }
        if (e instanceof NoSuchBeanException) {
            return text;
        }
        if (e instanceof PropertyBindingException property && property.getPropertyName() != null) {
            return "cannot set " + property.getPropertyName() + "=" + property.getValue() + " on "
                    + property.getTarget().getClass().getName() + ": " + refusal(property);
        }
        return e instanceof ResolveEndpointFailedException ? text.replaceFirst("(?s).* due to: ", "") : null;
    }

    /** The message of the property's setter, if there is one. */
    private static String refusal(Throwable e) {
        List<Throwable> chain = chain(e);
        Throwable root = chain.get(chain.size() - 1);
        return root.getClass() == IllegalArgumentException.class && root.getMessage() != null
                ? root.getMessage()
                : "the property does not exist, or the value has the wrong type";
    }

    /** The line of the file where the mistake is, counted from 1, or 0. */
    static int line(Resource file, Throwable thrown) {
        for (Throwable e : chain(thrown)) {
            if (e instanceof MarkedYamlEngineException yaml
                    && yaml.getProblemMark().isPresent()) {
                return yaml.getProblemMark().get().getLine() + 1;
            }
            if (e instanceof XMLStreamException xml && xml.getLocation() != null) {
                return xml.getLocation().getLineNumber();
            }
            if (e instanceof XmlPullParserException xml && xml.getLineNumber() > 0) {
                return xml.getLineNumber();
            }
        }
        return file == null ? 0 : lineOf(file, culprits(thrown));
    }

    /** The line of the first of these words that occurs in the file, counted from 1, or 0. */
    static int lineOf(Resource file, Collection<String> words) {
        for (String word : words) {
            int line = lineOf(file, Pattern.compile(Pattern.quote(word) + "(?![\\w-])"));
            if (line > 0) {
                return line;
            }
        }
        return 0;
    }

    /** Words to search for in the file, if Camel says what is wrong but not where; the best first. */
    static List<String> culprits(Throwable thrown) {
        List<String> words = new ArrayList<>();
        List<Throwable> chain = chain(thrown);
        for (int i = chain.size() - 1; i >= 0; i--) {
            Throwable e = chain.get(i);
            String text = String.valueOf(e.getMessage());
            PLACEHOLDER.matcher(text).results().forEach(found -> words.add("{{" + found.group(1)));
            if (e instanceof NoSuchBeanException bean) {
                words.add(bean.getName());
            } else if (e instanceof ClassNotFoundException) {
                words.add(text);
            } else if (e instanceof PropertyBindingException property && property.getPropertyName() != null) {
                words.add(property.getPropertyName());
            } else if (e instanceof ExpressionIllegalSyntaxException syntax && syntax.getExpression() != null) {
                words.add(syntax.getExpression());
            } else if (e instanceof NoSuchEndpointException endpoint) {
                addUri(words, endpoint.getUri());
            } else if (e instanceof ResolveEndpointFailedException endpoint) {
                addUri(words, endpoint.getUri());
            } else if (e instanceof IllegalArgumentException || e instanceof XmlPullParserException) {
                // an XML name has its namespace in braces
                QUOTED.matcher(text)
                        .results()
                        .forEach(found -> words.add(found.group(1).replaceFirst("^\\{.*}", "")));
            }
            DATA_FORMAT.matcher(text).results().forEach(found -> words.add(found.group(1)));
            BEAN.matcher(text).results().forEach(found -> words.add("name: " + found.group(1)));
        }
        return words;
    }

    /** A URI may be in the file unchanged, without the slashes that Camel adds, or without its parameters. */
    private static void addUri(List<String> words, String uri) {
        String base = uri.replaceFirst("\\?.*", "");
        words.add(base);
        words.add(base.replaceFirst("://", ":"));
    }

    /** The first line that matches, counted from 1, or 0. */
    static int lineOf(Resource file, Pattern pattern) {
        try (BufferedReader reader = new BufferedReader(file.getReader())) {
            List<String> lines = reader.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    return i + 1;
                }
            }
            return 0;
        } catch (Exception e) {
            // the reason alone must be enough
            return 0;
        }
    }

    static <T> T find(Throwable thrown, Class<T> type) {
        return chain(thrown).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable e = thrown; e != null && !chain.contains(e); e = e.getCause()) {
            chain.add(e);
        }
        return chain;
    }
}
