package io.openaitriton.response;

import java.util.List;

/** The families of models that are known by name. */
public final class ResponseTemplates {
    private ResponseTemplates() {}

    /** How the family calls tools. @throws IllegalArgumentException when there is none of this name; the message lists the names */
    public static ResponseTemplate tools(String name) {
        return new ResponseTemplate(name, List.of());
    }

    /** How the family marks what it thinks. @throws IllegalArgumentException when there is none of this name; the message lists the names */
    public static ResponseTemplate reasoning(String name) {
        return new ResponseTemplate(name, List.of());
    }
}
