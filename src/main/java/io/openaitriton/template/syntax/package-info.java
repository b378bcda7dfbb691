/**
 * From source to tree: lexer, parser, and the scopes of names (jinja2.lexer, jinja2.parser, jinja2.idtracking). Filters and tests
 * come in an {@link io.openaitriton.template.call.Environment}.
 */
package io.openaitriton.template.syntax;
