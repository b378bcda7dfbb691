package io.openaitriton.template.value;

import io.openaitriton.text.DerivedValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list or dictionary that never changes and that many renderings share: its JSON is written once. */
public interface Lasting {
    /** The JSON that was written so far, a {@link io.openaitriton.text.KnownText} for each form that templates request. */
    DerivedValues json();

    /** A lasting dictionary with the entries of another. */
    static Map<String, Object> of(Map<String, ?> entries) {
        return new OfMap(entries);
    }

    /** A lasting list with the elements of another. */
    static List<Object> of(Collection<?> elements) {
        return new OfList(elements);
    }

    /** See {@link Lasting#of(Map)}. */
    final class OfMap extends LinkedHashMap<String, Object> implements Lasting {
        private static final long serialVersionUID = 1;

        private final transient DerivedValues json = new DerivedValues();

        private OfMap(Map<String, ?> entries) {
            super(entries);
        }

        @Override
        public DerivedValues json() {
            return json;
        }
    }

    /** See {@link Lasting#of(Collection)}. */
    final class OfList extends ArrayList<Object> implements Lasting {
        private static final long serialVersionUID = 1;

        private final transient DerivedValues json = new DerivedValues();

        private OfList(Collection<?> elements) {
            super(elements);
        }

        @Override
        public DerivedValues json() {
            return json;
        }
    }
}
