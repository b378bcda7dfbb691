package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Creates a {@link RequestParser} for UTF-8 in memory, and Jackson's own parsers for everything else. */
public final class RequestJson extends JsonFactory {
    private static final long serialVersionUID = 1;

    public RequestJson(JsonFactoryBuilder builder) {
        super(builder);
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
        // Camel's form of a request body that the HTTP server has read
        if (in instanceof ByteArrayInputStream) {
            byte[] json = in.readAllBytes();
            return _createParser(json, 0, json.length, context);
        }
        return super._createParser(in, context);
    }

    @Override
    protected JsonParser _createParser(byte[] json, int offset, int length, IOContext context) throws IOException {
        if (!isUtf8(json, offset, length)) {
            return super._createParser(json, offset, length, context);
        }
        context.setEncoding(JsonEncoding.UTF8);
        return new RequestParser(
                context,
                _parserFeatures,
                _objectCodec,
                _byteSymbolCanonicalizer.makeChildOrPlaceholder(_factoryFeatures),
                json,
                offset,
                offset + length);
    }

    /** UTF-16 and UTF-32 have zeros among the first four bytes of JSON, or a byte order mark (RFC 4627, section 3). */
    private static boolean isUtf8(byte[] json, int offset, int length) {
        for (int i = 0; i < Integer.BYTES; i++) {
            if (i >= length || json[offset + i] <= 0) {
                return false;
            }
        }
        return true;
    }
}
