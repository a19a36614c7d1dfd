/** A place in a text; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** The place that the server names in a problem of a template, such as "line 2, column 5: …". */
export function placeOf(problem: string): Place | undefined {
  const found = /\bline (\d+), column (\d+)/.exec(problem);
  return found === null ? undefined : { line: Number(found[1]), column: Number(found[2]) };
}
