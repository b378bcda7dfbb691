/** {@code /v1/files}: its records. */
package io.openaitriton.api.files;
