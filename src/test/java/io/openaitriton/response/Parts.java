package io.openaitriton.response;

import java.util.ArrayList;
import java.util.List;

/** The events of a parser, with the pieces of each part joined. */
final class Parts implements ResponseListener {
    /** A part of an answer: {@code text}, {@code reasoning} or {@code call}. */
    static final class Part {
        final String kind;
        final String name;
        final String id;
        final StringBuilder text = new StringBuilder();

        Part(String kind, String name, String id) {
            this.kind = kind;
            this.name = name;
            this.id = id;
        }

        @Override
        public String toString() {
            return kind + (name == null ? "" : " " + name) + (id == null ? "" : " " + id) + ": " + text;
        }
    }

    final List<Part> all = new ArrayList<>();

    /** Reads a text that comes in pieces. */
    static Parts read(ResponseReading reading, List<String> pieces, boolean cut) {
        Parts parts = new Parts();
        ResponseParser parser = new ResponseParser(reading, parts);
        pieces.forEach(parser::push);
        parser.end(cut);
        return parts;
    }

    /** All text of a kind. */
    String joined(String kind) {
        StringBuilder text = new StringBuilder();
        all.stream().filter(part -> part.kind.equals(kind)).forEach(part -> text.append(part.text));
        return text.toString();
    }

    /** The calls, in their order. */
    List<Part> calls() {
        return all.stream().filter(part -> part.kind.equals("call")).toList();
    }

    @Override
    public void text(String text) {
        more("text", text);
    }

    @Override
    public void reasoning(String text) {
        more("reasoning", text);
    }

    @Override
    public void call(String name, String id) {
        all.add(new Part("call", name, id));
    }

    @Override
    public void arguments(String json) {
        if (all.isEmpty() || !all.get(all.size() - 1).kind.equals("call")) {
            throw new AssertionError("arguments without a call: " + json);
        }
        all.get(all.size() - 1).text.append(json);
    }

    private void more(String kind, String text) {
        if (text.isEmpty()) {
            throw new AssertionError("an empty piece of " + kind);
        }
        if (all.isEmpty() || !all.get(all.size() - 1).kind.equals(kind)) {
            all.add(new Part(kind, null, null));
        }
        all.get(all.size() - 1).text.append(text);
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
