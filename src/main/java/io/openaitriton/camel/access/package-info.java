/** API keys and their limits as steps of routes. */
package io.openaitriton.camel.access;
