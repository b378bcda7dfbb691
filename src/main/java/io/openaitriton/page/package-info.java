/** The page at {@code GET /}: its files, and its data about the routes, the models and the last requests. */
package io.openaitriton.page;
