/** Where chat templates come from: the built-in ones, and the files of a model's tokenizer. */
package io.openaitriton.prompt.source;
