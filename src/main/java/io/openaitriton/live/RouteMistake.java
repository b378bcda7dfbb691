package io.openaitriton.live;

import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;

/** A mistake in a route file. Its message has the file, the place and the reason in one line. */
final class RouteMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Resource file;

    private RouteMistake(Resource file, int line, String why, Throwable cause) {
        super((file == null ? "" : name(file) + (line > 0 ? ", line " + line : "") + ": ") + why, cause);
        this.file = file;
    }

    /** The file, or null if unknown. */
    Resource file() {
        return file;
    }

    /** @param line counted from 1, or 0 if unknown */
    static RouteMistake of(Resource file, int line, String why) {
        return new RouteMistake(file, line, why, null);
    }

    /** @param cause null if no exception reported it */
    static RouteMistake of(Resource file, int line, String why, Throwable cause) {
        return new RouteMistake(file, line, why, cause);
    }

    /** The mistake behind what was thrown while this file was loaded. */
    static RouteMistake in(Resource file, Throwable thrown) {
        RouteMistake known = MistakeReader.find(thrown, RouteMistake.class);
        return known != null
                ? known
                : new RouteMistake(file, MistakeReader.line(file, thrown), MistakeReader.why(thrown), thrown);
    }

    /** The mistake behind what was thrown while routes of these files were made or started. */
    static RouteMistake among(RouteFileCollector files, Throwable thrown) {
        RouteMistake known = MistakeReader.find(thrown, RouteMistake.class);
        if (known != null) {
            return known;
        }
        String id = routeId(thrown);
        RouteDefinition route = id == null ? null : files.owners().route(id);
        if (route != null && route.getTemplateParameters() != null) {
            return files.owners().mistake(route, MistakeReader.culprits(thrown), MistakeReader.why(thrown), thrown);
        }
        Resource owner = route != null
                ? files.owners().file(route)
                : files.resources().stream()
                        .filter(file -> id != null && lineOfId(file, id) > 0)
                        .findFirst()
                        .orElseGet(() -> files.owners().onlyEdited(files.resources()));
        return in(owner, thrown);
    }

    /** The mistake that kept a gateway with these files from starting, or null if it is in none of them. */
    static String atStart(RouteFileCollector files, Throwable thrown) {
        boolean ofRoutes = MistakeReader.find(thrown, RouteMistake.class) != null || routeId(thrown) != null;
        return ofRoutes ? among(files, thrown).getMessage() : null;
    }

    static String name(Resource file) {
        return file.getLocation().replaceFirst("^file:", "");
    }

    /** The line that gives a route this id, or 0. */
    static int lineOfId(Resource file, String id) {
        return MistakeReader.lineOf(
                file, Pattern.compile("\\b(id|routeId) *[:=] *[\"']?" + Pattern.quote(id) + "(?![\\w.-])"));
    }

    private static String routeId(Throwable thrown) {
        FailedToCreateRouteException notCreated = MistakeReader.find(thrown, FailedToCreateRouteException.class);
        if (notCreated != null) {
            return notCreated.getRouteId();
        }
        FailedToStartRouteException notStarted = MistakeReader.find(thrown, FailedToStartRouteException.class);
        return notStarted == null ? null : notStarted.getRouteId();
    }
}
