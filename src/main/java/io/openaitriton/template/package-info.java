/**
 * Hugging Face chat templates in Java: Jinja2 as transformers sets it up. Plain Java, for any project.
 *
 * <pre>{@code
 * ChatTemplate template = ChatTemplate.parse(Files.readString(Path.of("chat_template.jinja")));
 * String prompt = template.render(Map.of("messages", messages, "add_generation_prompt", true));
 * }</pre>
 *
 * <p>This package and {@link io.openaitriton.template.error} are for users. The others are the engine's own. From the bottom up:
 * {@code error} and {@code text}; {@code runtime}, which knows no values; {@code value}, {@code format}, {@code operator},
 * {@code call} and {@code method}, which do with values what Python does; {@code node}, the syntax tree, which evaluates
 * itself; {@code builtin} and {@code syntax}, which do not know each other.
 */
package io.openaitriton.template;
