/** The beans that routes name. */
package io.openaitriton.camel;
