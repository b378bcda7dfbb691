/**
 * What the surfaces share: JSON, error objects, and how the events of a generation become an answer. Each surface has a package of
 * its own below, with its records, its reader and its writer.
 */
package io.openaitriton.api;
