package io.openaitriton.model;

import java.net.URI;
import java.net.URISyntaxException;

/** Checks the properties of all definitions: the model's name, its addresses, its timeouts and its queue. */
final class ServedModelCheck {
    /** Characters that need no encoding in a path, RFC 3986 3.3. */
    private static final String MARKS = "- . _ ~ ! $ & ' ( ) * + , ; = : @";

    private static final String MODEL = "[A-Za-z0-9" + MARKS.replace(" ", "") + "]+";

    private ServedModelCheck() {}

    /** @throws IllegalArgumentException naming the property, its value, and what it may be */
    static void check(ServedModel definition) {
        String model = definition.model;
        checkModel(model);
        if (definition.urls.isEmpty()) {
            throw new IllegalArgumentException("The definition of " + model
                    + " needs 'url': http://host:port of its Triton server, or several separated by commas");
        }
        Allowed allowed = new Allowed(model);
        definition.urls.forEach(url -> allowed.url("url", url));
        allowed.atLeast(1, "configTimeout", definition.configTimeout);
        allowed.atLeast(1, "maxAnswerBytes", definition.maxAnswerBytes);
        allowed.atLeast(0, "idleTimeout", definition.idleTimeout);
        allowed.atLeast(0, "totalTimeout", definition.totalTimeout);
        allowed.atLeast(0, "maxConcurrent", definition.maxConcurrent);
        allowed.atLeast(0, "maxQueued", definition.maxQueued);
        allowed.atLeast(1, "maxWait", definition.maxWait);
        if (!definition.urls.stream().allMatch(url -> isUri(url + "/v2/models/" + model))) {
            throw new IllegalArgumentException(
                    "The definition of " + model + " has a 'model' or 'url' that does not make a valid URL: "
                            + definition.getUrl() + "/v2/models/" + model);
        }
    }

    private static void checkModel(String model) {
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("A model's definition needs 'model': its name in Triton's repository");
        }
        if (!model.matches(MODEL) || model.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("'model' of a model's definition must not be '" + model
                    + "': Triton does not decode paths, so a name may have only ASCII letters, digits and " + MARKS
                    + ". Rename the model in Triton's repository");
        }
    }

    private static boolean isUri(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
