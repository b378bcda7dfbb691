/** Values as models write them, in JSON, in Python's notation or as raw text, and the JSON that they stand for. */
package io.openaitriton.response.value;
