/**
 * mini-crm, a campaign engine. The {@code package-info} of each package below says what it is for and which packages it
 * may import.
 */
@org.jspecify.annotations.NullMarked
package io.minicrm;
