/** The beans that the routes use, and what a standalone gateway needs around them. The only package that knows Camel. */
package io.openaitriton.camel;
