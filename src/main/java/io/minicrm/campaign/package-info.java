/**
 * What is sent, and when: campaigns, their states and their message templates.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"lead", "segment", "chunk", "template", "text", "problem"})
@org.jspecify.annotations.NullMarked
package io.minicrm.campaign;
