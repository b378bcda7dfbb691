/**
 * What a model writes beside plain text, and how it is read: calls of tools, thoughts, and the marks around them. The inverse of a chat template: a {@link
 * io.openaitriton.response.ResponseTemplate} describes a family of models, a {@link io.openaitriton.response.ResponseParser} reads one answer as it comes. Depends on
 * nothing but Jackson.
 */
package io.openaitriton.response;
