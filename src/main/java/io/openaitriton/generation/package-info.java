/**
 * The neutral middle: what is asked of a model and what comes of it, whichever API it was asked by and whichever backend answers. Knows neither
 * an API's records, nor Triton's wire, nor Camel.
 */
package io.openaitriton.generation;
