import { messages } from '@/messages';

const asGroup = (rules: unknown): Record<string, unknown> =>
  typeof rules === 'object' && rules !== null ? (rules as Record<string, unknown>) : {};

/** Rules as one line: total_spend > 1000 and (country = IN or country = DE). */
export function sentence(rules: unknown, isNested = false): string {
  const node = asGroup(rules);
  if (!Array.isArray(node.rules)) {
    return [node.field, node.operator, valueText(node.value)].filter((part) => part != null && part !== '').join(' ');
  }
  if (node.rules.length === 0) {
    return node.not === true ? `not ${messages.segments.everybody}` : messages.segments.everybody;
  }
  const parts = node.rules.map((rule) => sentence(rule, true)).join(` ${String(node.combinator)} `);
  const isWrapped = node.not === true || (isNested && node.rules.length > 1);
  return `${node.not === true ? 'not ' : ''}${isWrapped ? `(${parts})` : parts}`;
}

function valueText(value: unknown): string {
  if (value == null) {
    return '';
  }
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
