/** The result of a rule or of a group for one person. */
export interface Explanation {
  matched: boolean;
  words: string;
  rules: Explanation[];
}

/** Reads what the API's description leaves open, because it is a tree. */
export function readExplanation(node: unknown): Explanation | null {
  if (typeof node !== 'object' || node === null) {
    return null;
  }
  const { matched, words, rules } = node as Record<string, unknown>;
  return {
    matched: matched === true,
    words: String(words),
    rules: Array.isArray(rules) ? rules.map(readExplanation).filter((rule) => rule !== null) : [],
  };
}
