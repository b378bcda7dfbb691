/** The beans that the routes use, and what a standalone gateway needs around them. */
package io.openaitriton.camel;
