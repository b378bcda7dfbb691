package io.openaitriton.batch;

import io.openaitriton.api.ListPage;
import io.openaitriton.generation.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list a client asks for.
 *
 * @param limit how many at most
 * @param after id behind which the page begins, or null
 * @param ascending the oldest first
 */
public record ListQuery(int limit, String after, boolean ascending) {

    /**
     * Reads the query parameters, each of which may be null.
     *
     * @param defaultLimit if the client has none
     * @param max greatest limit
     * @throws ApiException 400, naming the parameter
     */
    public static ListQuery of(String limit, String after, String order, int defaultLimit, int max) {
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw ApiException.invalid("order", "Invalid 'order': expected 'asc' or 'desc'.");
        }
        int count = defaultLimit;
        if (limit != null) {
            count = limit.matches("[0-9]{1,6}") ? Integer.parseInt(limit) : 0;
            if (count < 1 || count > max) {
                throw ApiException.invalid("limit", "Invalid 'limit': expected a whole number from 1 to " + max + ".");
            }
        }
        return new ListQuery(count, after, "asc".equals(order));
    }

    /**
     * The page of these ids, the oldest first.
     *
     * @param read gives what an id stands for; null for what does not belong to the list
     */
    <T> ListPage<T> page(List<String> ids, Function<String, T> read) {
        List<String> ordered = new ArrayList<>(ids);
        if (!ascending) {
            Collections.reverse(ordered);
        }
        List<T> data = new ArrayList<>();
        String first = null;
        String last = null;
        for (String id : ordered) {
            // ids sort by time, so the page after an id is known even if that id was deleted
            if (after != null && (ascending ? id.compareTo(after) <= 0 : id.compareTo(after) >= 0)) {
                continue;
            }
            T entry = read.apply(id);
            if (entry == null) {
                continue;
            }
            if (data.size() == limit) {
                return new ListPage<>(data, first, last, true);
            }
            data.add(entry);
            first = first == null ? id : first;
            last = id;
        }
        return new ListPage<>(data, first, last, false);
    }
}
