// node journeys/lost.mjs URL: somebody watches a campaign while its server is killed and started again. It prints KILL and
// START, and goes on when a line comes back on standard input. Everybody is accounted for at every event before and after.
// Exit code 3 if there is no browser.
import assert from 'node:assert/strict';
import { api as apiOf } from './api.mjs';
import { asker } from './asker.mjs';
import { findBrowser, launch, loggedIn, open } from './browser.mjs';
import { addsUpAtEach, keepEvents, keepViews, kept, neverRunsBackwards } from './equation.mjs';

const base = process.argv[2].replace(/\/$/, '');
const executable = findBrowser();
if (executable === undefined) {
  console.error('There is no Chromium; install it (apt-get install chromium) or name it in the variable CHROMIUM.');
  process.exit(3);
}
const api = apiOf(base);
const ask = asker();

const PEOPLE = 400;

/** Looks at all that the page has received and shown since the last look. */
async function lookBack(page, when, check = () => {}) {
  const { received, shown } = await kept(page);
  assert.ok(received.length > 0 && shown.length > 0, `${when}: ${received.length} events, ${shown.length} views`);
  for (const numbers of [received, shown]) {
    addsUpAtEach(numbers, PEOPLE);
    check(numbers);
  }
  console.log(`${when}: ${received.length} events and ${shown.length} views add up`);
}

const browser = await loggedIn(await launch(executable), base);
try {
  await api.segment('lost', PEOPLE);
  const id = await api.campaign('lost', { max_rate: 20 });
  const { page, close } = await open(browser, base);
  await keepEvents(page);
  await page.goto(`/campaign?id=${id}`);
  await keepViews(page);
  await page.getByText('Live', { exact: true }).first().waitFor();
  const sent = async () => Number(await page.locator('[data-term=sent]').textContent());
  await page.waitForFunction(() => Number(document.querySelector('[data-term=sent]')?.textContent) > 20);

  await ask('KILL');
  await page.getByText('Connection lost. The numbers may be out of date').waitFor();
  // What is not live does not look as if it were.
  assert.ok(Number(await page.locator('section.equation').evaluate((it) => getComputedStyle(it).opacity)) < 1);
  const frozen = await sent();

  await ask('START');
  // It goes on by itself: nobody loads the page again.
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
  await page.getByText('Final numbers').waitFor();
  await page.getByText('✓ adds up').waitFor();
  assert.ok((await sent()) > frozen);
  await lookBack(page, 'before and after the crash', neverRunsBackwards);
  assert.equal(await page.locator('[data-term=audience]').textContent(), String(PEOPLE));
  assert.equal(await page.locator('[data-term=in_flight]').textContent(), '0');
  assert.equal(Number(await page.locator('section.equation').evaluate((it) => getComputedStyle(it).opacity)), 1);

  // Those whose answer was lost with the server are unknown: sending the rest warns of that, and leaves them alone at first.
  const unknown = Number(await page.locator('[data-term=unknown]').textContent());
  console.log(`unknown after the crash: ${unknown}`);
  if (unknown > 0) {
    await page.getByRole('button', { name: 'Send the rest…' }).click();
    const box = page.getByLabel(`Unknown (${unknown}): these may have arrived, so these people may get it twice`);
    assert.ok(!(await box.isChecked()));
    await box.check();
    await page.getByRole('button', { name: 'Send the rest', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('[data-term=unknown]')?.textContent === '0');
    await page.getByText('Final numbers').waitFor();
    await page.getByText('✓ adds up').waitFor();
    await lookBack(page, 'while the rest was sent');
  }
  await close();
  console.log('passed a server that is killed and started again');
} catch (failure) {
  console.log(`FAILED a server that is killed and started again\n${failure.stack ?? failure}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  process.stdin.destroy();
}
