/** Where the second key leads after g. */
const PLACES = new Map([
  ['c', '/campaigns'],
  ['s', '/segments'],
  ['l', '/leads'],
  ['p', '/pipeline'],
]);

export type KeyAction =
  | { kind: 'go'; href: string }
  | { kind: 'filter' }
  | { kind: 'move'; by: 1 | -1 }
  | { kind: 'help' }
  | { kind: 'wait' };

/** What a single key does. @param isAfterG whether g was pressed just before */
export function actionOf(key: string, isAfterG: boolean): KeyAction | undefined {
  if (isAfterG) {
    const href = PLACES.get(key);
    return href === undefined ? undefined : { kind: 'go', href };
  }
  switch (key) {
    case 'g':
      return { kind: 'wait' };
    case 'n':
      return { kind: 'go', href: '/new' };
    case '/':
      return { kind: 'filter' };
    case 'j':
      return { kind: 'move', by: 1 };
    case 'k':
      return { kind: 'move', by: -1 };
    case '?':
      return { kind: 'help' };
    default:
      return undefined;
  }
}
