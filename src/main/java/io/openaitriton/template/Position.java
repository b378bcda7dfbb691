package io.openaitriton.template;

/** A place in a template's source, both numbers from 1. */
record Position(int line, int column) {}
