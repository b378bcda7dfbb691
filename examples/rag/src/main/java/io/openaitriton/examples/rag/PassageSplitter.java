package io.openaitriton.examples.rag;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Body;

/** Splits documents into passages: whole paragraphs, as many as there is room for. A heading of Markdown begins a new passage. */
public final class PassageSplitter {
    private static final Pattern EMPTY_LINES = Pattern.compile("\\R(?:\\h*\\R)+");
    private static final Pattern HEADING = Pattern.compile("(?s)#{1,6}\\h.*");
    private static final String BETWEEN = "\n\n";
    private static final int SHORTEST = 20;

    private int maxLength = 1000;
    private int batch = 64;

    /** Most characters of a passage, at least 20. Default 1000. */
    public void setMaxLength(int maxLength) {
        if (maxLength < SHORTEST) {
            throw new IllegalArgumentException("maxLength must be " + SHORTEST + " or more, not " + maxLength);
        }
        this.maxLength = maxLength;
    }

    /** Most passages of a batch. Default 64. */
    public void setBatch(int batch) {
        this.batch = batch;
    }

    /** Passages of a document, in their order; none of a document without text. */
    public List<String> split(@Body String document) {
        List<String> passages = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        boolean text = false;
        for (String paragraph : EMPTY_LINES.split(document.strip())) {
            boolean heading = HEADING.matcher(paragraph).matches();
            // headings that follow each other stay together, and with the text below them
            if (heading && text) {
                flush(passage, passages);
            }
            for (String piece : pieces(paragraph.strip())) {
                if (passage.length() + BETWEEN.length() + piece.length() > maxLength) {
                    flush(passage, passages);
                }
                passage.append(passage.isEmpty() ? "" : BETWEEN).append(piece);
            }
            text = !heading;
        }
        flush(passage, passages);
        return passages;
    }

    /** Passages in batches, in their order. */
    public List<List<String>> batches(@Body List<String> passages) {
        List<List<String>> batches = new ArrayList<>();
        for (int i = 0; i < passages.size(); i += batch) {
            batches.add(passages.subList(i, Math.min(i + batch, passages.size())));
        }
        return batches;
    }

    private static void flush(StringBuilder passage, List<String> passages) {
        if (!passage.isEmpty()) {
            passages.add(passage.toString());
            passage.setLength(0);
        }
    }

    /** Cuts a paragraph that is too long: behind a sentence, else between words, else anywhere. */
    private List<String> pieces(String paragraph) {
        List<String> pieces = new ArrayList<>();
        String rest = paragraph;
        while (rest.length() > maxLength) {
            int end = cut(rest);
            pieces.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        if (!rest.isEmpty()) {
            pieces.add(rest);
        }
        return pieces;
    }

    private int cut(String text) {
        for (String mark : List.of(". ", ".\n", "\n", " ")) {
            int at = text.lastIndexOf(mark, maxLength - 1);
            if (at > maxLength / 2) {
                return at + 1;
            }
        }
        return Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
    }
}
