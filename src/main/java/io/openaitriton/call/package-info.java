/**
 * One call to Triton: how it is sent, how long it may take, how it is cancelled, how its answer is read, and what its failure
 * means. Knows Camel's exchange and HttpClient, and no HTTP server.
 */
package io.openaitriton.call;
