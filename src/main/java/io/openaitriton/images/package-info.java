/** Images in requests, or at URLs in them: read, checked, and fetched without giving clients access to internal addresses. */
package io.openaitriton.images;
