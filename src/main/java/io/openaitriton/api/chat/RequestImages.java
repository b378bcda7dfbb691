package io.openaitriton.api.chat;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Backend;
import io.openaitriton.images.Image;
import io.openaitriton.images.ImageException;
import io.openaitriton.images.ImageSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of a request, by their places in it and in their order. */
final class RequestImages {
    private final Map<String, String> urls = new LinkedHashMap<>();

    private RequestImages() {}

    static RequestImages of(ChatCompletionRequest request) {
        RequestImages images = new RequestImages();
        for (int i = 0; i < request.messages().size(); i++) {
            MessageContent content = request.messages().get(i).content();
            List<ContentPart> parts = content == null || content.parts() == null ? List.of() : content.parts();
            for (int j = 0; j < parts.size(); j++) {
                ContentPart part = parts.get(j);
                if (part.isImage()) {
                    images.urls.put(
                            "messages[" + i + "].content[" + j + "]",
                            part.imageUrl() == null ? null : part.imageUrl().url());
                }
            }
        }
        return images;
    }

    boolean isEmpty() {
        return urls.isEmpty();
    }

    /** @throws ApiException 400, naming the first image, when the backend has no input for it */
    void requireBackend(Backend backend) {
        if (!urls.isEmpty() && !backend.takesImages()) {
            String at = urls.keySet().iterator().next();
            throw ApiException.invalid(
                    at,
                    "The image in '" + at + "' is not supported by this model's backend (dialect " + backend.id()
                            + ").");
        }
    }

    /** @throws ApiException 400, naming the first image that cannot be had */
    List<Image> read(ImageSource source) {
        List<Image> images = new ArrayList<>(urls.size());
        urls.forEach((at, url) -> {
            try {
                images.add(source.read(url));
            } catch (ImageException e) {
                String param = at + ".image_url.url";
                throw ApiException.of(
                        400,
                        "invalid_request_error",
                        param,
                        "invalid_image_url",
                        "Invalid image in '" + param + "': " + e.getMessage() + ".",
                        e);
            }
        });
        return images;
    }
}
