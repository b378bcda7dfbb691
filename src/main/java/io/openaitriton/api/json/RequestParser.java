package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.text.KnownText;
import io.openaitriton.text.LongText;
import io.openaitriton.text.SentJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Jackson's parser of bytes, with a faster way to read long strings. Jackson converts each byte to a character and copies it twice;
 * {@link StringDecoder} decodes eight bytes at a time. If a string is irregular, Jackson reads it and reports what is wrong.
 */
public final class RequestParser extends UTF8StreamJsonParser {
    private final SentJson request;
    private final List<KnownText> sent = new ArrayList<>();
    private StringDecoder strings;

    RequestParser(
            IOContext context,
            int features,
            ObjectCodec codec,
            ByteQuadsCanonicalizer symbols,
            byte[] json,
            int from,
            int end) {
        super(context, features, null, codec, symbols, json, from, end, 0, false);
        request = new SentJson(json);
    }

    /** The array that begins here, if the same bytes were parsed before; the parser then stands at its end. Null for an unknown array. */
    List<JsonNode> again(RepeatedJson<List<JsonNode>> arrays) throws IOException {
        int from = _inputPtr - 1;
        RepeatedJson.Known<List<JsonNode>> known = arrays.find(_inputBuffer, from, _inputEnd);
        if (known == null) {
            return null;
        }
        _inputPtr = from + known.length() - 1;
        if (nextToken() != JsonToken.END_ARRAY) {
            throw new IllegalStateException("A remembered array does not end at its last byte");
        }
        return known.value();
    }

    /** Index of the next byte to parse. */
    int position() {
        return _inputPtr;
    }

    /** Remembers the values that were parsed between a position and the current one. Returns them; if they are kept, nobody can change them. */
    List<JsonNode> note(RepeatedJson<List<JsonNode>> arrays, int from, List<JsonNode> values) {
        List<JsonNode> kept = arrays.add(_inputBuffer, from, _inputPtr, json -> FrozenJson.list(values));
        return kept == null ? values : kept;
    }

    @Override
    protected String _finishAndReturnString() throws IOException {
        String text = read();
        return text == null ? super._finishAndReturnString() : text;
    }

    @Override
    protected void _finishString() throws IOException {
        if (read() == null) {
            super._finishString();
        }
    }

    /** Number of long texts so far. */
    public int sentTexts() {
        return sent.size();
    }

    /** The long texts after so many others, with their JSON. */
    public List<KnownText> sentTexts(int from) {
        return List.copyOf(sent.subList(from, sent.size()));
    }

    /** The string after the opening quote. Null if Jackson must read it; the parser has then not moved. */
    private String read() throws IOException {
        RepeatedJson.Known<KnownText> known = RepeatedTexts.ALL.find(_inputBuffer, _inputPtr, _inputEnd);
        if (known != null) {
            sent.add(known.value());
            return finish(known.value().text(), _inputPtr + known.length());
        }
        if (strings == null) {
            strings = new StringDecoder();
        }
        int quote = strings.decode(_inputBuffer, _inputPtr, _inputEnd);
        if (quote < 0) {
            return null;
        }
        String text = strings.decoded();
        if (text.length() >= LongText.SHORTEST_PIECE) {
            KnownText kept = RepeatedTexts.ALL.add(_inputBuffer, _inputPtr, quote, text);
            sent.add(kept == null ? KnownText.sent(text, request, _inputPtr, quote) : kept);
        }
        return finish(text, quote + 1);
    }

    private String finish(String text, int after) throws IOException {
        _inputPtr = after;
        _tokenIncomplete = false;
        _textBuffer.resetWithString(text);
        return text;
    }
}
