package io.openaitriton.call;

import io.openaitriton.api.chat.MessageContent;
import io.openaitriton.api.embeddings.EmbeddingsInput;
import io.openaitriton.api.rerank.RerankDocuments;
import io.openaitriton.api.rerank.Texts;
import java.util.Collection;

/** Names of JSON types for Java types, for error messages. */
final class JsonTypes {
    private JsonTypes() {}

    static String of(Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type == Boolean.class) {
            return "a boolean";
        }
        if (type == Integer.class || type == int.class) {
            return "an integer of at most 32 bits";
        }
        if (type == Long.class || type == long.class) {
            return "an integer of at most 64 bits";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == MessageContent.class) {
            return "a string or an array of parts";
        }
        if (type == EmbeddingsInput.class) {
            return "a string, an array of strings, an array of token ids, or an array of such arrays";
        }
        if (type == RerankDocuments.class) {
            return "an array of strings, or of objects with a 'text'";
        }
        if (type == Texts.class) {
            return "a string or an array of strings";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }
}
