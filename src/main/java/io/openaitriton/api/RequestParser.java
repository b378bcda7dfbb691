package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Jackson's parser of bytes, with a faster way to read long strings. Jackson converts each byte to a character and copies it twice; the JDK
 * decodes many bytes at a time. If a string is irregular, Jackson reads it and reports what is wrong.
 */
final class RequestParser extends UTF8StreamJsonParser {
    private static final int SCRATCH = 4096;
    /** The JDK's replacement for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    private static final int UNICODE_ESCAPE = 6;

    private byte[] scratch;
    private int length;

    RequestParser(
            IOContext context,
            int features,
            ObjectCodec codec,
            ByteQuadsCanonicalizer symbols,
            byte[] json,
            int from,
            int end) {
        super(context, features, null, codec, symbols, json, from, end, 0, false);
    }

    /** The array that begins here, if the same bytes were parsed before; the parser then stands at its end. Null for an unknown array. */
    List<JsonNode> again(RepeatedArrays arrays) throws IOException {
        int from = _inputPtr - 1;
        RepeatedArrays.Known known = arrays.find(_inputBuffer, from, _inputEnd);
        if (known == null) {
            return null;
        }
        _inputPtr = from + known.length() - 1;
        if (nextToken() != JsonToken.END_ARRAY) {
            throw new IllegalStateException("A remembered array does not end at its last byte");
        }
        return known.values();
    }

    /** Index of the next byte to parse. */
    int position() {
        return _inputPtr;
    }

    /** Remembers the values that were parsed between a position and the current one. */
    List<JsonNode> note(RepeatedArrays arrays, int from, List<JsonNode> values) {
        return arrays.add(_inputBuffer, from, _inputPtr, values);
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

    /** The string after the opening quote. Null if Jackson must read it; the parser has then not moved. */
    private String read() throws IOException {
        int from = _inputPtr;
        int at = JsonText.special(_inputBuffer, from, _inputEnd);
        String text;
        if (at < _inputEnd && _inputBuffer[at] == '"') {
            text = new String(_inputBuffer, from, at - from, StandardCharsets.UTF_8);
        } else {
            at = unescape(from, at);
            if (at < 0) {
                return null;
            }
            text = new String(scratch, 0, length, StandardCharsets.UTF_8);
        }
        if (text.indexOf(REPLACEMENT) >= 0) {
            return null;
        }
        _inputPtr = at + 1;
        _tokenIncomplete = false;
        _textBuffer.resetWithString(text);
        return text;
    }

    /** Decodes the string that begins here into the scratch, given its first escape. Returns the index of the closing quote, or -1. */
    private int unescape(int from, int first) {
        length = 0;
        int run = from;
        for (int at = first; at + 1 < _inputEnd; at = JsonText.special(_inputBuffer, run, _inputEnd)) {
            room(at - run + Integer.BYTES);
            System.arraycopy(_inputBuffer, run, scratch, length, at - run);
            length += at - run;
            if (_inputBuffer[at] == '"') {
                return at;
            }
            int taken = _inputBuffer[at] == '\\' ? escape(at + 1) : -1;
            if (taken < 0) {
                return -1;
            }
            run = at + taken;
        }
        return -1;
    }

    /** Decodes the escape with this letter. Returns its length in bytes, or -1 if there is no such escape. */
    private int escape(int letter) {
        byte plain;
        switch (_inputBuffer[letter]) {
            case '"', '\\', '/' -> plain = _inputBuffer[letter];
            case 'n' -> plain = '\n';
            case 't' -> plain = '\t';
            case 'r' -> plain = '\r';
            case 'b' -> plain = '\b';
            case 'f' -> plain = '\f';
            case 'u' -> {
                return unicode(letter + 1);
            }
            default -> {
                return -1;
            }
        }
        scratch[length++] = plain;
        return 2;
    }

    private int unicode(int digits) {
        int unit = unit(digits);
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return -1;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            length = Utf8.put(unit, scratch, length);
            return UNICODE_ESCAPE;
        }
        int next = digits + 4;
        boolean pair = next + 1 < _inputEnd && _inputBuffer[next] == '\\' && _inputBuffer[next + 1] == 'u';
        int low = pair ? unit(next + 2) : -1;
        if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return -1;
        }
        length = Utf8.put(Character.toCodePoint((char) unit, (char) low), scratch, length);
        return 2 * UNICODE_ESCAPE;
    }

    private int unit(int digits) {
        if (digits + 4 > _inputEnd) {
            return -1;
        }
        int unit = 0;
        for (int i = digits; i < digits + 4; i++) {
            int digit = _inputBuffer[i] < 0 ? -1 : Character.digit(_inputBuffer[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private void room(int more) {
        if (scratch == null) {
            scratch = new byte[Math.max(SCRATCH, 2 * more)];
        } else if (length + more > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(2 * scratch.length, length + more));
        }
    }
}
