package io.openaitriton.template.builtin;

import io.openaitriton.template.runtime.Context;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code datetime.strftime} in the C locale, with glibc's additions. */
final class Strftime {
    private final Context context;
    private final Clock clock;
    private final LocalDateTime time;

    Strftime(Context context, Clock clock) {
        this.context = context;
        this.clock = clock;
        this.time = LocalDateTime.now(clock);
    }

    String format(String format) {
        context.read(format.length());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char next = format.charAt(++i);
            boolean unpadded = next == '-' && i + 1 < format.length();
            context.steps(64);
            String field = field(unpadded ? format.charAt(++i) : next);
            out.append(unpadded ? withoutPadding(field) : field);
            context.grow(field.length());
        }
        context.grow(format.length());
        return out.toString();
    }

    private static String withoutPadding(String field) {
        int i = 0;
        while (i < field.length() - 1 && (field.charAt(i) == '0' || field.charAt(i) == ' ')) {
            i++;
        }
        return field.substring(i);
    }

    private String field(char code) {
        int hour12 = (time.getHour() + 11) % 12 + 1;
        return switch (code) {
            case 'Y' -> Integer.toString(time.getYear());
            case 'y' -> digits("%02d", time.getYear() % 100);
            case 'C' -> digits("%02d", time.getYear() / 100);
            case 'm' -> digits("%02d", time.getMonthValue());
            case 'd' -> digits("%02d", time.getDayOfMonth());
            case 'e' -> digits("%2d", time.getDayOfMonth());
            case 'H' -> digits("%02d", time.getHour());
            case 'k' -> digits("%2d", time.getHour());
            case 'I' -> digits("%02d", hour12);
            case 'l' -> digits("%2d", hour12);
            case 'M' -> digits("%02d", time.getMinute());
            case 'S' -> digits("%02d", time.getSecond());
            case 'f' -> digits("%06d", time.getNano() / 1000);
            case 'j' -> digits("%03d", time.getDayOfYear());
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.US);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.US);
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US);
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'U' ->
                digits("%02d", (time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'W' ->
                digits("%02d", (time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7);
            case 'V' -> digits("%02d", time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'g' -> digits("%02d", time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 's' -> Long.toString(time.atZone(clock.getZone()).getLong(ChronoField.INSTANT_SECONDS));
            case 'F' -> pattern("yyyy-MM-dd");
            case 'T', 'X' -> pattern("HH:mm:ss");
            case 'R' -> pattern("HH:mm");
            case 'D', 'x' -> pattern("MM/dd/yy");
            case 'r' -> pattern("hh:mm:ss ") + field('p');
            case 'c' -> pattern("EEE MMM ") + field('e') + pattern(" HH:mm:ss yyyy");
            case 'n' -> "\n";
            case 't' -> "\t";
            // a time without a zone has none of these
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> "%" + code;
        };
    }

    private String pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }

    private static String digits(String format, int number) {
        return String.format(Locale.ROOT, format, number);
    }
}
