import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** The group that the builder edits. Only a group that says so and has no rules means everybody. */
export type Group = RuleGroupType<RuleType, 'and' | 'or'> & { everybody?: boolean };

export const EMPTY: Group = { combinator: 'and', not: false, rules: [] };
export const EVERYBODY: Group = { ...EMPTY, everybody: true };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rules as the API takes them, without what the builder adds. */
export function plain(node: unknown): unknown {
  if (!isObject(node)) {
    return node;
  }
  if (!Array.isArray(node.rules)) {
    return { field: node.field, operator: node.operator, value: node.value };
  }
  const rules = node.rules.map(plain);
  const everybody = rules.length === 0 && node.everybody === true ? { everybody: true } : {};
  return { combinator: node.combinator, not: node.not === true, rules, ...everybody };
}

/** How many rules and groups there are, at any depth. */
export const sizeOf = (group: Group): number =>
  group.rules.reduce((sum, rule) => sum + 1 + ('rules' in rule ? sizeOf(rule) : 0), 0);

export const textOf = (group: unknown) => JSON.stringify(plain(group));

/** Rules from an address or a segment; null if they are none. A single rule becomes a group of one. */
export function readGroup(rules: unknown): Group | null {
  const node = isObject(rules) && !Array.isArray(rules.rules) ? { combinator: 'and', rules: [rules] } : rules;
  const read = readNode(node);
  return read !== null && 'rules' in read ? read : null;
}

function readNode(node: unknown): Group | RuleType | null {
  if (!isObject(node)) {
    return null;
  }
  if (Array.isArray(node.rules)) {
    const rules = node.rules.map(readNode);
    return {
      combinator: node.combinator === 'or' ? 'or' : 'and',
      not: node.not === true,
      rules: rules.filter((rule) => rule !== null),
      ...(node.everybody === true ? { everybody: true } : {}),
    };
  }
  return { field: String(node.field), operator: String(node.operator), value: node.value ?? null };
}

export function parseGroup(text: string): Group | null {
  try {
    return readGroup(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What the first rules select and the second do not. */
export const without = (some: unknown, others: unknown) => ({
  combinator: 'and',
  rules: [plain(some), { combinator: 'and', not: true, rules: [plain(others)] }],
});

/** For people: 2, or 2.1 for the first rule of the second group. */
export const numberOf = (path: number[]) => path.map((index) => index + 1).join('.');

/** How the API names the rule at this path. */
export const fieldOf = (path: number[]) => ['rules', ...path.map((index) => `rules[${index}]`)].join('.');

/** The problem of a rule itself: of one of its parts, and not of a rule inside it. */
export function problemAt(path: number[], errors: { field?: string; message?: string }[]): string | undefined {
  const own = fieldOf(path);
  return errors.find(({ field = '' }) => field === own || isPart(own, field))?.message;
}

const isPart = (own: string, field: string) =>
  field.startsWith(`${own}.`) && !field.slice(own.length + 1).includes('[');
