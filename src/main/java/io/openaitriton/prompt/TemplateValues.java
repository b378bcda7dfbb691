package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as the values of a template: maps in the order in which the client wrote them, lists, texts, numbers. */
final class TemplateValues {
    private TemplateValues() {}

    static Object of(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(element -> list.add(of(element)));
            return list;
        }
        return node.isNull()
                ? null
                : node.isNumber()
                        ? node.numberValue()
                        : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    }
}
