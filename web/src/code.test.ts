import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MOST_LINES = 200;
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const components = sources.filter((name) => name.endsWith('.tsx') && !name.includes('.test.'));

it('has components that can be read at once', () => {
  const long = components.filter((name) => readFileSync(join('src', name), 'utf8').split('\n').length > MOST_LINES);
  expect(long).toEqual([]);
});

it('says everything that people read in one file', () => {
  const written = components.filter((name) =>
    /\s(label|placeholder|title|aria-label|description)="[^"]*[A-Za-z]{2}/.test(
      readFileSync(join('src', name), 'utf8'),
    ),
  );
  expect(written).toEqual([]);
});

it('asks the server through one client', () => {
  const others = sources.filter(
    (name) => !name.includes('.test.') && /[^.\w]fetch\(/.test(readFileSync(join('src', name), 'utf8')),
  );
  expect(others.filter((name) => name !== join('importing', 'requests.ts'))).toEqual([]);
});
