/** The syntax tree: jinja2.nodes. Nodes evaluate themselves in a scope; they know no filter or test but those they are given. */
package io.openaitriton.template.node;
