package io.openaitriton.text;

import java.util.List;

/**
 * A text in pieces, such as a prompt: the constants of a template, and the messages of a conversation. The pieces are joined only for a caller that needs
 * the characters in one string. Thread-safe.
 */
public final class LongText implements CharSequence {
    /** Pieces below this length, in characters, are joined with their neighbours, and their JSON is always written. */
    public static final int SHORTEST_PIECE = 256;

    private record Piece(String text, KnownText known) {}

    private final Piece[] pieces;
    /** Those of all known texts: a text may reach this one only changed, or not at all, as an image does. */
    private final List<SentJson> requests;

    private final int length;
    private volatile String joined;

    /**
     * The text of these pieces, one after the other.
     *
     * @param known those whose JSON need not be written
     */
    public LongText(List<String> pieces, KnownTexts known) {
        this.pieces = new Piece[pieces.size()];
        this.requests = known.requests();
        int sum = 0;
        for (int i = 0; i < this.pieces.length; i++) {
            String piece = pieces.get(i);
            this.pieces[i] = new Piece(piece, known.of(piece));
            sum = Math.addExact(sum, piece.length());
        }
        length = sum;
    }

    @Override
    public int length() {
        return length;
    }

    /** A character. Those of the last piece are found without joining the pieces. */
    @Override
    public char charAt(int index) {
        if (pieces.length > 0) {
            String last = pieces[pieces.length - 1].text();
            int before = length - last.length();
            if (index >= before) {
                return last.charAt(index - before);
            }
        }
        return toString().charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return toString().substring(from, to);
    }

    /** All characters in one string. */
    @Override
    public String toString() {
        String all = joined;
        if (all == null) {
            all = pieces.length == 1 ? pieces[0].text() : joined();
            joined = all;
        }
        return all;
    }

    /** Whether the other is a text in pieces, too, with the same characters. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LongText text
                && length == text.length
                && toString().equals(text.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    private String joined() {
        String[] texts = new String[pieces.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = pieces[i].text();
        }
        return String.join("", texts);
    }

    /** Characters whose JSON {@link #addTo} writes. */
    public int newCharacters() {
        int sum = 0;
        for (Piece piece : pieces) {
            sum += piece.known() == null || piece.known().isNew() ? piece.text().length() : 0;
        }
        return sum;
    }

    /** Adds it as the inside of a JSON string, without its quotes. */
    public void addTo(JsonBuffer json) {
        for (Piece piece : pieces) {
            if (piece.known() == null) {
                json.addText(piece.text());
            } else {
                piece.known().addTo(json);
            }
        }
    }

    /** Forgets JSON that no other request has, and the JSON of the requests whose texts were known. Later, {@link #addTo} writes it again. */
    public void forgetJson() {
        for (Piece piece : pieces) {
            if (piece.known() != null) {
                piece.known().forget();
            }
        }
        requests.forEach(SentJson::forget);
    }
}
