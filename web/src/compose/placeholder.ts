/** A placeholder of a template, which shows a field of each person, or the default for those without it. */
export function placeholder(field: string, fallback: string): string {
  const value = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(field) ? field : `[${quoted(field)}]`;
  return fallback.trim() === '' ? `{{ ${value} }}` : `{{ ${value} | default: ${quoted(fallback.trim())} }}`;
}

/** Texts of templates have no escapes: one with both kinds of quotes loses the double ones. */
function quoted(text: string): string {
  const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
  return quote + text.replaceAll(quote, '') + quote;
}
