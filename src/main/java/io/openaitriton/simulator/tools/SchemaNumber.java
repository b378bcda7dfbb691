package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers of a JSON schema: the user's own if it is in the range, else 42 or 4.2, or what the range has. */
final class SchemaNumber {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private SchemaNumber() {}

    static JsonNode of(JsonNode schema, boolean whole, String name, Hints hints) {
        BigDecimal step = step(schema, whole);
        BigDecimal low = low(schema, step);
        BigDecimal high = high(schema, step);
        Double count = hints.count(name);
        Double said = count != null
                ? count
                : hints.number(
                        low == null ? -Double.MAX_VALUE : low.doubleValue(),
                        high == null ? Double.MAX_VALUE : high.doubleValue());
        BigDecimal value = said == null ? new BigDecimal(whole ? "42" : "4.2") : new BigDecimal(said.toString());
        if (high != null && value.compareTo(high) > 0) {
            value = high;
        }
        if (low != null && value.compareTo(low) < 0) {
            value = low;
        }
        return node(rounded(value, low, whole ? step : schema.has("multipleOf") ? step : null));
    }

    /** Another number than the first, for a list in which each is different. */
    static JsonNode after(JsonNode first, JsonNode schema, int index) {
        BigDecimal step = step(schema, true);
        BigDecimal high = high(schema, step);
        BigDecimal up = first.decimalValue().add(step.multiply(BigDecimal.valueOf(index)));
        return node(
                high != null && up.compareTo(high) > 0
                        ? first.decimalValue().subtract(step.multiply(BigDecimal.valueOf(index)))
                        : up);
    }

    private static BigDecimal step(JsonNode schema, boolean whole) {
        JsonNode step = schema.path("multipleOf");
        boolean given = step.isNumber() && step.decimalValue().signum() > 0;
        return given ? step.decimalValue() : whole ? BigDecimal.ONE : HALF;
    }

    private static BigDecimal low(JsonNode schema, BigDecimal step) {
        BigDecimal least = bound(schema, "minimum");
        BigDecimal above = bound(schema, "exclusiveMinimum");
        if (above == null && schema.path("exclusiveMinimum").asBoolean() && least != null) {
            above = least;
        }
        BigDecimal low = above == null ? null : above.add(step);
        return low == null || least != null && least.compareTo(low) > 0 ? least : low;
    }

    private static BigDecimal high(JsonNode schema, BigDecimal step) {
        BigDecimal most = bound(schema, "maximum");
        BigDecimal below = bound(schema, "exclusiveMaximum");
        if (below == null && schema.path("exclusiveMaximum").asBoolean() && most != null) {
            below = most;
        }
        BigDecimal high = below == null ? null : below.subtract(step);
        return high == null || most != null && most.compareTo(high) < 0 ? most : high;
    }

    private static BigDecimal bound(JsonNode schema, String name) {
        return schema.path(name).isNumber() ? schema.get(name).decimalValue() : null;
    }

    /** A multiple of the step: the next below, or above if that is too small. */
    private static BigDecimal rounded(BigDecimal value, BigDecimal low, BigDecimal step) {
        if (step == null) {
            return value;
        }
        BigDecimal below = value.divide(step, 0, RoundingMode.FLOOR).multiply(step);
        return low != null && below.compareTo(low) < 0 ? below.add(step) : below;
    }

    private static JsonNode node(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        return plain.scale() <= 0 ? NODES.numberNode(plain.toBigInteger()) : NODES.numberNode(plain);
    }
}
