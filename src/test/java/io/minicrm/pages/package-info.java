/** Plays in a browser what people do on the pages. */
@org.jspecify.annotations.NullMarked
package io.minicrm.pages;
