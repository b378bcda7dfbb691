/** {@code GET /v1/models}: its records. */
package io.openaitriton.api.models;
