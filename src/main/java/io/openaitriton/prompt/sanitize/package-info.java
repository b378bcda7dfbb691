/** Keeps the text of clients from forging turns: a model's control tokens and turn markers in it are neutralised, refused or let through. */
package io.openaitriton.prompt.sanitize;
