package io.openaitriton.template.error;

/** A place in a template's source, both numbers from 1. */
public record Position(int line, int column) {}
