/** Whether the gateway is ready: background polls of Triton, and Camel's health checks over them. */
package io.openaitriton.camel.health;
