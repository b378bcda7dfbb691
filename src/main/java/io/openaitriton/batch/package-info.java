/** Stored files and batches: a folder as the store, and the work on its batches. Knows neither Camel nor HTTP. */
package io.openaitriton.batch;
