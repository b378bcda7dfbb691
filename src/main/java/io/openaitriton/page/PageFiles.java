package io.openaitriton.page;

import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the page, from the class path. Only the files named here, so that a client's text never becomes a path. */
final class PageFiles {
    static final String INDEX = "index.html";

    private static final String ROOT = "/openai-triton/page/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, Source> SOURCES = Map.ofEntries(
            Map.entry(INDEX, new Source(INDEX, "text/html; charset=utf-8")),
            own("icon.svg", "image/svg+xml"),
            own("page.css", STYLE),
            own("main.js", SCRIPT),
            own("api.js", SCRIPT),
            own("ui.js", SCRIPT),
            own("chat.js", SCRIPT),
            own("conversation.js", SCRIPT),
            own("inspector.js", SCRIPT),
            own("code.js", SCRIPT),
            own("diagram.js", SCRIPT),
            own("models.js", SCRIPT),
            own("requests.js", SCRIPT),
            own("dagre.js", SCRIPT),
            library("preact.js", "preact-preact.min.umd.js"),
            library("hooks.js", "preact-hooks.umd.js"),
            library("htm.js", "htm-htm.umd.js"),
            library("marked.js", "marked-marked.umd.js"),
            library("purify.js", "dompurify-purify.min.js"),
            library("uplot.js", "uplot-uPlot.iife.min.js"),
            Map.entry("uplot.css", new Source("lib/uplot-uPlot.min.css", STYLE)));

    private final Map<String, PageFile> loaded = new ConcurrentHashMap<>();

    private record Source(String resource, String type) {}

    /** @param tag a strong validator (RFC 9110, 8.8.3) */
    record PageFile(byte[] bytes, String type, String tag) {}

    private static Map.Entry<String, Source> own(String name, String type) {
        return Map.entry(name, new Source(name, type));
    }

    private static Map.Entry<String, Source> library(String name, String resource) {
        return Map.entry(name, new Source("lib/" + resource, SCRIPT));
    }

    /** @throws ApiException 404 if the page has no such file */
    PageFile get(String name) {
        Source source = SOURCES.get(name);
        if (source == null) {
            throw ApiException.of(
                    404, "invalid_request_error", null, "unknown_file", "The page has no file with this name.", null);
        }
        return loaded.computeIfAbsent(name, any -> load(source));
    }

    private static PageFile load(Source source) {
        try (InputStream file = PageFiles.class.getResourceAsStream(ROOT + source.resource)) {
            if (file == null) {
                throw new IllegalStateException("The jar has no " + ROOT + source.resource);
            }
            byte[] bytes = file.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag = '"'
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 22)
                    + '"';
            return new PageFile(bytes, source.type, tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
