package io.openaitriton.camel;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A mistake in a route file. Its message says in one line which file, where in it, and why. */
final class RouteMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}|[Pp]roperty with key \\[([^]]+)]");
    private static final Pattern XML_LINE = Pattern.compile("(?:line[: ]+|position .* )(\\d+)[:,]");

    private final transient Resource file;

    private RouteMistake(Resource file, int line, String why, Throwable cause) {
        super((file == null ? "" : name(file) + (line > 0 ? ", line " + line : "") + ": ") + why, cause);
        this.file = file;
    }

    /** The file, or null when it is not known. */
    Resource file() {
        return file;
    }

    /** The mistake behind what was thrown while this file was loaded. */
    static RouteMistake in(Resource file, Throwable thrown) {
        RouteMistake known = find(thrown, RouteMistake.class).orElse(null);
        return known != null ? known : new RouteMistake(file, line(file, thrown), why(thrown), thrown);
    }

    /** The mistake behind what was thrown while routes of these files were made or started. */
    static RouteMistake among(Collection<Resource> files, Throwable thrown) {
        String id = routeId(thrown);
        Resource owner = files.stream()
                .filter(file -> id != null
                        && lineOf(file, Pattern.compile("\\bid *[:=] *[\"']?" + Pattern.quote(id) + "\\b")) > 0)
                .findFirst()
                .orElse(null);
        return in(owner, thrown);
    }

    /** The message of the mistake in these files that kept a gateway from starting, or null when it was none of theirs. */
    static String atStart(Collection<Resource> files, Throwable thrown) {
        boolean ofRoutes = find(thrown, RouteMistake.class).isPresent() || routeId(thrown) != null;
        return ofRoutes ? among(files, thrown).getMessage() : null;
    }

    static RouteMistake of(Resource file, int line, String why) {
        return new RouteMistake(file, line, why, null);
    }

    static String name(Resource file) {
        return file.getLocation().replaceFirst("^file:", "");
    }

    private static String routeId(Throwable thrown) {
        return find(thrown, FailedToCreateRouteException.class)
                .map(FailedToCreateRouteException::getRouteId)
                .or(() -> find(thrown, org.apache.camel.FailedToStartRouteException.class)
                        .map(org.apache.camel.FailedToStartRouteException::getRouteId))
                .orElse(null);
    }

    private static String why(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        for (int i = chain.size() - 1; i >= 0; i--) {
            Throwable e = chain.get(i);
            if (e instanceof MarkedYamlEngineException yaml) {
                return oneLine(yaml.getProblem() != null ? yaml.getProblem() : yaml.getMessage());
            }
            if (e instanceof ClassNotFoundException) {
                return "class not found: " + e.getMessage();
            }
            if (e instanceof ResolveEndpointFailedException) {
                return oneLine(e.getMessage());
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        return oneLine(root.getMessage() == null ? root.toString() : root.getMessage());
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static int line(Resource file, Throwable thrown) {
        for (Throwable e : chain(thrown)) {
            if (e instanceof MarkedYamlEngineException yaml
                    && yaml.getProblemMark().isPresent()) {
                return yaml.getProblemMark().get().getLine() + 1;
            }
            if (e instanceof XMLStreamException xml && xml.getLocation() != null) {
                return xml.getLocation().getLineNumber();
            }
        }
        for (String word : culprits(thrown)) {
            int line = file == null ? 0 : lineOf(file, Pattern.compile(Pattern.quote(word)));
            if (line > 0) {
                return line;
            }
        }
        Matcher stated = XML_LINE.matcher(String.valueOf(thrown.getMessage()));
        return stated.find() ? Integer.parseInt(stated.group(1)) : 0;
    }

    /** What to look for in the file, where Camel tells what is wrong but not where. */
    private static List<String> culprits(Throwable thrown) {
        List<String> words = new ArrayList<>();
        for (Throwable e : chain(thrown)) {
            if (e instanceof NoSuchBeanException bean) {
                words.add(bean.getName());
            } else if (e instanceof ClassNotFoundException) {
                words.add(e.getMessage());
            } else if (e instanceof ResolveEndpointFailedException endpoint) {
                words.add(endpoint.getUri());
                words.add(endpoint.getUri().replaceFirst("\\?.*", "").replace("://", ":"));
                words.add(endpoint.getUri().replaceFirst(":.*", ":"));
            } else {
                Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(e.getMessage()));
                if (placeholder.find()) {
                    words.add(placeholder.group(1) != null ? placeholder.group(1) : placeholder.group(2));
                }
            }
        }
        return words;
    }

    static int lineOf(Resource file, Pattern pattern) {
        try (BufferedReader lines = new BufferedReader(file.getReader())) {
            List<String> all = lines.lines().toList();
            for (int i = 0; i < all.size(); i++) {
                if (pattern.matcher(all.get(i)).find()) {
                    return i + 1;
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        } catch (Exception e) {
            return 0;
        }
        return 0;
    }

    private static <T> Optional<T> find(Throwable thrown, Class<T> type) {
        return chain(thrown).stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable e = thrown; e != null && !chain.contains(e); e = e.getCause()) {
            chain.add(e);
        }
        return chain;
    }
}
