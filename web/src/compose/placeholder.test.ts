import { expect, it } from 'vitest';
import { placeholder } from '@/compose/placeholder';

it.each([
  ['name', '', '{{ name }}'],
  ['name', ' friend ', '{{ name | default: "friend" }}'],
  ['last visit', '', '{{ ["last visit"] }}'],
  ['2nd', 'x', '{{ ["2nd"] | default: "x" }}'],
  ['name', 'the "best"', `{{ name | default: 'the "best"' }}`],
  ['name', `it's "so"`, `{{ name | default: "it's so" }}`],
])('of %s with the default %j is %s', (field, fallback, expected) => {
  expect(placeholder(field, fallback)).toBe(expected);
});
