/**
 * The neutral middle: a request to a model and its result, independent of the API and of the backend. Knows neither
 * an API's records, nor Triton's wire, nor Camel.
 */
package io.openaitriton.generation;
