/**
 * One call to Triton as a client and a route see it: how it is sent, how long it may take, how it is ended from outside, what its answer is
 * read as, and what its failure means. Knows Camel's exchange and HttpClient, and no HTTP server.
 */
package io.openaitriton.call;
