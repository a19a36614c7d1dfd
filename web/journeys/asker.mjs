// What a browser cannot do, such as killing the server, is asked of whoever has started the journey: its name is printed, and
// the journey goes on when a line comes back on standard input.
import { createInterface } from 'node:readline/promises';

export function asker() {
  const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  return async (act) => {
    console.log(act);
    await input.next();
  };
}
