package io.minicrm.lead;

/**
 * What a lead is sorted by, which says where a list continues after it.
 *
 * @param value the value of the field that is compared first; empty if the lead has none, or if only ids are compared
 */
public record LeadPosition(String value, String id) {}
