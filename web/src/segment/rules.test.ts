import { expect, it } from 'vitest';
import { EMPTY, numberOf, parseGroup, plain, problemAt, readGroup, sizeOf, textOf } from '@/segment/rules';

const nested = {
  combinator: 'and',
  not: false,
  rules: [
    { field: 'age', operator: '>', value: 30 },
    { combinator: 'or', not: true, rules: [{ field: 'city', operator: 'in', value: ['Pune', 'Goa'] }] },
  ],
};

it('reads what it wrote', () => expect(plain(parseGroup(textOf(readGroup(nested))))).toEqual(nested));

it('keeps the wish for everybody only while there is no rule', () => {
  expect(plain({ combinator: 'and', rules: [], everybody: true })).toHaveProperty('everybody', true);
  expect(plain({ ...nested, everybody: true })).not.toHaveProperty('everybody');
});

it('makes a group of a single rule', () =>
  expect(readGroup({ field: 'age', operator: '>', value: 30 })?.rules).toHaveLength(1));

it('reads nothing from what is not rules', () => {
  for (const text of ['', '5', 'null', '[]', '{"combinator"']) {
    expect(parseGroup(text)).toBeNull();
  }
});

it('shows a problem at the rule that has it, and not at the groups around it', () => {
  const errors = [{ field: 'rules.rules[1].rules[0].value', message: 'is wrong' }];
  expect(problemAt([1, 0], errors)).toBe('is wrong');
  expect(problemAt([1], errors)).toBeUndefined();
  expect(problemAt([], errors)).toBeUndefined();
  expect(problemAt([], [{ field: 'rules.rules', message: 'is empty' }])).toBe('is empty');
});

it('counts rules from one', () => expect(numberOf([1, 0])).toBe('2.1'));

it('counts rules and groups at any depth', () => {
  const rule = { field: 'a', operator: '=', value: 1 };
  expect(sizeOf(EMPTY)).toBe(0);
  expect(sizeOf({ combinator: 'and', rules: [rule, { combinator: 'or', rules: [rule, rule] }] })).toBe(4);
});
