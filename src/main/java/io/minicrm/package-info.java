/** mini-crm, a campaign engine; each package below is a room whose door says what it is for and whom it may import. */
@org.jspecify.annotations.NullMarked
package io.minicrm;
