// Violations of WCAG 2.2 AA and of best practice, as axe-core finds them. Its pages need the option bypassCSP.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it is now, each with where. */
export async function violations(page) {
  if (!(await page.evaluate(() => window.axe !== undefined))) {
    await page.evaluate(AXE);
  }
  const found = await page.evaluate(async () => (await window.axe.run({ resultTypes: ['violations'] })).violations);
  return found.map((each) => `${each.id} at ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

export async function isAccessible(page, view) {
  assert.deepEqual(await violations(page), [], view);
}
