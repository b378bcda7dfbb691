package io.openaitriton.generation;

/** Finds unpaired surrogates, which JSON can write but text cannot have. */
public final class Unicode {
    private Unicode() {}

    /** Index of the first unpaired surrogate, or -1. */
    public static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
