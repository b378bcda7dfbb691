/** Where responses are kept between requests: in the memory of this gateway, or in a Redis that several share. */
package io.openaitriton.store;
