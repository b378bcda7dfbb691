/** The page at {@code GET /}: its files, and what it shows of the routes, the models and the last requests. */
package io.openaitriton.page;
