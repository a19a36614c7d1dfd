/** The inspector's commands: they look into Kafka without starting Spring or a broker. */
@org.jspecify.annotations.NullMarked
package io.minicrm.cli.kafka;
