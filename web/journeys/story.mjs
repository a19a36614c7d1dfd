// What somebody who is no developer does with a file without addresses, from the import to the trace of one message, on the
// pages alone. Each step is told to a teller, which may note it down and take a picture.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';

const FILE = fileURLToPath(new URL('../../src/test/resources/marketing_campaign.csv', import.meta.url));
const SOMEBODY = '5524';

/** A teller who says nothing. */
const SILENT = { say: async () => {}, live: async () => {} };

export async function tell({ browser, base, teller = SILENT }) {
  const { page, close } = await open(browser, base, {
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const say = (text, picture) => teller.say(text, page, picture);
  const segment = await bring(page, say);
  await write(page, say);
  await follow(page, say, teller, segment);
  await close();
}

/** The file and the segment. Returns how many people are in it. */
async function bring(page, say) {
  await page.goto('/import');
  await page.locator('input[type=file]').setInputFiles(FILE);
  await page.getByText('cells separated by semicolons').waitFor();
  assert.equal(await page.getByLabel('Id', { exact: true }).inputValue(), 'ID');
  await page.getByRole('row', { name: 'Dt_Customer Dt_Customer date' }).waitFor();
  await say(
    'Opens **Import** and chooses `marketing_campaign.csv`. The page has found the semicolons, the byte order mark is not in the way, the column `ID` is the id, and the columns with numbers and dates are recognized. It says that nobody could get a message, because no column is an address.',
    'mapping',
  );
  await page.getByLabel('Unsubscribed', { exact: true }).selectOption('Complain');
  await page.getByRole('row', { name: 'Complain Unsubscribed' }).waitFor();
  await say(
    'Maps the column `Complain` to “Unsubscribed”, because nobody who has complained should get a message. The table shows at once what that means.',
  );
  await page.getByLabel('Only trying it out: make up an address for everybody without one').check();
  await say('Ticks “Only trying it out: make up an address for everybody without one”.', 'made-up');
  await page.getByRole('button', { name: 'Import marketing_campaign.csv' }).click();
  await page.locator('output', { hasText: '✓ completed' }).waitFor();
  assert.equal(await page.locator('[data-total=rows]').textContent(), '2,240');
  await say('Imports it: 2,240 rows, and the numbers of what became of them add up.');

  await page.getByRole('link', { name: 'Next: say who of them should get a message' }).click();
  await page.getByRole('button', { name: 'Add a rule: all rules' }).click();
  await choose(page, '1', 'MntWines', '>', '500');
  await page.getByRole('button', { name: 'Add a group: all rules' }).click();
  await page.getByLabel('Which must match, group 2').selectOption('or');
  await choose(page, '2.1', 'Education', '=', 'PhD');
  await page.getByRole('button', { name: 'Add a rule: group 2' }).click();
  await choose(page, '2.2', 'Education', '=', 'Master');
  await page.getByText('made-up.invalid (made up)').first().waitFor();
  await page.getByLabel('Name of the segment').fill('Wine lovers with a degree');
  const wanted = await settledCount(page);
  await say(
    `Follows “Next: say who of them should get a message”. Builds three conditions: more than 500 spent on wine, and in a group of its own *at least one of* PhD and Master. The page counts along: ${wanted} people, who are listed below, each address marked as made up.`,
    'segment',
  );
  await page.getByLabel('Look up a person').fill(SOMEBODY);
  await page.getByRole('button', { name: SOMEBODY, exact: true }).click();
  await page.getByText('✕ is not in the segment').waitFor();
  await say(
    `Looks up person ${SOMEBODY}: not in the segment. Enough wine, but neither PhD nor Master: the page shows which rule does not match, and the value that this person has.`,
    'why-not',
  );
  await page.getByRole('button', { name: 'Create the segment' }).click();
  await page.getByRole('heading', { name: 'Wine lovers with a degree' }).waitFor();
  await page.getByRole('link', { name: 'Send to it' }).click();
  await page.getByText(`${wanted} people are in this segment now.`).waitFor();
  return Number(wanted);
}

async function choose(page, rule, field, operator, value) {
  await page.getByLabel(`Field, rule ${rule}`, { exact: true }).selectOption(field);
  await page.getByLabel(`Comparison, rule ${rule}`, { exact: true }).selectOption(operator);
  await page.getByLabel(`Value, rule ${rule}`, { exact: true }).fill(value);
}

/** The number of people once it has stopped changing. */
async function settledCount(page) {
  const number = page.locator('[data-testid=count]');
  let known = '';
  for (;;) {
    await page.waitForTimeout(700);
    const now = (await number.count()) === 0 ? '' : await number.textContent();
    if (now !== '' && now === known) {
      return now;
    }
    known = now;
  }
}

/** The message, until it is sent. */
async function write(page, say) {
  await page.getByLabel('Name', { exact: true }).fill('Wine evening');
  const message = page.getByLabel('Message', { exact: true });
  await message.fill('Dear ');
  await message.press('End');
  await page.getByLabel('For those without it').fill('friend of good wine');
  await page.getByRole('button', { name: 'Insert', exact: true }).click();
  await message.press('End');
  await message.pressSequentially(', you have ');
  await page.getByLabel('Insert what is known of each person').selectOption('NumStorePurchases');
  await page.getByLabel('For those without it').fill('');
  await page.getByRole('button', { name: 'Insert', exact: true }).click();
  await message.press('End');
  await message.pressSequentially(' visits to celebrate.');
  await page
    .getByText(/^Dear friend of good wine, you have \d+ visits to celebrate\.$/)
    .nth(2)
    .waitFor();
  await page.getByLabel('Messages per second (optional)').fill('50');
  await page.getByText(/addresses were made up/).waitFor();
  await page.getByText(/It takes about [2-9] s/).waitFor();
  await say(
    'Follows **Send to it** and writes the message. The greeting is inserted with a default for those without a name, so that nobody has to know how a placeholder is written. Sees the message as three people will read it, at once. Wants 50 messages a second.',
    'message',
  );
  await page.getByText('The simulator “sends” it').waitFor();
  await page.getByText('will be skipped: unsubscribed').waitFor();
  await page.getByRole('heading', { name: 'Check and send' }).scrollIntoViewIfNeeded();
  await say(
    'Reads the check: how many will get it, that those who have complained are skipped, that the addresses were made up, that the simulator “sends” it and nothing leaves the server, and how long it takes.',
    'check',
  );
  await page.getByRole('button', { name: /^Send to \d+ people$/ }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await say('Presses **Send**. For ten seconds it can be undone; then the page follows the campaign by itself.');
  await page.getByRole('heading', { name: 'Wine evening' }).waitFor();
}

const term = async (page, name) =>
  Number((await page.locator(`[data-term=${name}]`).textContent()).replaceAll(/[^0-9]/g, ''));

const reaches = (page, name, least) =>
  page.waitForFunction(
    ([term, value]) =>
      Number(document.querySelector(`[data-term=${term}]`)?.textContent.replaceAll(/[^0-9]/g, '') ?? 0) >= value,
    [name, least],
  );

/** The campaign, until it has ended, and the trace of one message. */
async function follow(page, say, teller, people) {
  await reaches(page, 'sent', 30);
  await teller.live(page, 3);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await say('Watches it being sent. Presses **Pause**: it stops, and the numbers still add up to everybody.', 'paused');
  await page.getByRole('link', { name: 'Limits', exact: true }).first().waitFor();
  await page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Limits' }).click();
  await page.getByLabel('Messages per second', { exact: true }).fill('200');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The limit is changed.').waitFor();
  await page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await say('Raises the limit to 200 a second on the tab **Limits**, and presses **Resume**.');
  await teller.live(page, 3);
  await page.getByText('Final numbers').waitFor();
  await teller.live(page, 1);
  const failed = await term(page, 'failed');
  assert.equal(await term(page, 'audience'), people);
  const skipped = await term(page, 'skipped');
  const sent = await term(page, 'sent');
  assert.equal(sent + failed + skipped, people);
  assert.ok(skipped > 0);
  assert.ok(failed > 0, 'nothing failed; the server needs SIMULATOR_FAILURE_RATE above 0');
  await page.getByText('✓ adds up').waitFor();
  await say(
    `Sees it end: audience ${people} = sent ${sent} + failed ${failed} + skipped ${skipped}, and it adds up. The simulator refuses some messages on purpose.`,
    'ended',
  );
  await page.getByRole('button', { name: 'Send the rest…' }).click();
  await page.getByText(`Failed (${failed})`).waitFor();
  await say(
    `Presses **Send the rest…**: ${failed} failed, and the dialog says that an address that was refused for good is usually refused again.`,
    'rest',
  );
  await page.getByRole('button', { name: 'Send the rest', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Final numbers').waitFor();
  await page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Messages' }).click();
  const row = page.getByRole('row', { name: / delivered / }).first();
  await row.waitFor();
  await say(
    `Everybody who failed was tried again, with the same answer of the same simulated mailboxes. On the tab **Messages** each person has a row with what happened and why.`,
    'messages',
  );
  await row.getByRole('link', { name: 'Trace', exact: true }).click();
  await page.getByText('of the frozen audience').waitFor();
  for (const lane of ['Plan', 'Jobs', 'Send jobs', 'Provider', 'Receipts', 'Delivery log']) {
    await page.getByRole('columnheader', { name: lane, exact: true }).waitFor();
  }
  await say(
    'Follows the message of one person: plan, `campaign.jobs`, `campaign.send_jobs`, provider, `campaign.delivery_receipts` and log, each with its place in Kafka and its time.',
    'trace',
  );
}

export const story = {
  'bring a file without addresses, and send, pause, speed up, finish and follow a first campaign': tell,
};
