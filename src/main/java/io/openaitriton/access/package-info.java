/** API keys: who may ask for what and how often. Knows neither Camel nor HTTP. */
package io.openaitriton.access;
