// Stores the description of a running server as openapi.json: node openapi.mjs http://localhost:8080
import { writeFileSync } from 'node:fs';
import { withToken } from './token.mjs';

const server = process.argv[2] ?? 'http://localhost:8080';
const description = await (await fetch(`${server}/v3/api-docs`, { headers: withToken() })).json();

/** The same value with the properties of all objects in order, so that a change shows as few lines as possible. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

writeFileSync('openapi.json', `${JSON.stringify(sorted(description), null, 1)}\n`);
