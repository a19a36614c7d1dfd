// The equation of a campaign, audience = sent + failed + skipped + unknown + in flight, at every event that a page receives and
// in everything that it shows.
import assert from 'node:assert/strict';

const TERMS = ['audience', 'sent', 'failed', 'skipped', 'unknown', 'in_flight'];

/** Keeps the numbers of every event that the page receives, before the page sees them, also over several connections. */
export const keepEvents = (page) =>
  page.addInitScript(() => {
    window.received = [];
    const listen = EventSource.prototype.addEventListener;
    EventSource.prototype.addEventListener = function (type, listener, ...more) {
      const watched = (event) => {
        window.received.push(JSON.parse(event.data).stats);
        listener(event);
      };
      return listen.call(this, type, type === 'stats' || type === 'done' ? watched : listener, ...more);
    };
  });

/** Keeps the numbers on the page whenever something on it changes. */
export async function keepViews(page) {
  await page.locator('[data-term=audience]').waitFor();
  await page.evaluate((terms) => {
    const number = (term) => Number(document.querySelector(`[data-term=${term}]`).textContent.replaceAll(',', ''));
    window.shown = [];
    const sample = () => window.shown.push(Object.fromEntries(terms.map((term) => [term, number(term)])));
    new MutationObserver(sample).observe(document.querySelector('main'), {
      subtree: true,
      childList: true,
      characterData: true,
    });
    sample();
  }, TERMS);
}

/** What was kept since the last call. */
export const kept = (page) =>
  page.evaluate(() => ({ received: window.received.splice(0), shown: window.shown.splice(0) }));

/** Nobody is lost, counted twice, or counted below zero. */
export function addsUpAtEach(numbers, audience) {
  for (const stats of numbers) {
    const { sent, failed, skipped, unknown, in_flight } = stats;
    const shown = JSON.stringify(stats);
    assert.equal(stats.audience, audience, shown);
    assert.equal(sent + failed + skipped + unknown + in_flight, audience, shown);
    assert.ok(Math.min(...Object.values(stats)) >= 0, shown);
  }
}

/**
 * Nobody who has been settled is in flight again, as long as nobody sends the rest. A message of which it is not known whether
 * it was sent can turn out to be sent later, but never the other way round.
 */
export function neverRunsBackwards(numbers) {
  const rises = ['sent', 'skipped', 'published'];
  for (const [index, stats] of numbers.slice(1).entries()) {
    const before = numbers[index];
    const fallen = rises.filter((name) => stats[name] < before[name]);
    const where = `${JSON.stringify(stats)} after ${JSON.stringify(before)}`;
    assert.deepEqual(fallen, [], where);
    assert.ok(stats.in_flight <= before.in_flight, where);
  }
}
