package io.minicrm.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that only reads, and whose statements in the database and scans of topics are stopped when its client
 * closes the connection: a page that counts while somebody types gives up most of its questions.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface EndsWithClient {}
