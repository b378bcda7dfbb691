/** API keys: who may use which models, and how often. Knows neither Camel nor HTTP. */
package io.openaitriton.access;
