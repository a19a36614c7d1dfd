import { expect, it } from 'vitest';
import { sentence } from '@/segments/sentence';

const spend = { field: 'total_spend', operator: '>', value: 1000 };
const either = {
  combinator: 'or',
  rules: [
    { field: 'country', operator: 'in', value: ['IN', 'DE'] },
    { field: 'email', operator: 'notNull' },
  ],
};

it('puts nested groups in parentheses', () =>
  expect(sentence({ combinator: 'and', rules: [spend, either] })).toBe(
    'total_spend > 1000 and (country in IN, DE or email notNull)',
  ));

it('says what is negated', () => expect(sentence({ ...either, not: true })).toMatch(/^not \(/));

it('says everybody', () => expect(sentence({ combinator: 'and', rules: [], everybody: true })).toBe('everybody'));
