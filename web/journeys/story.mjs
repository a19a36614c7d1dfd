// What somebody who is no developer does with a file without addresses, from the import to the trace of one message, on the
// pages alone. Each step is told to a teller, which may note it down and take a picture.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';
import { keyboard, mouse } from './hands.mjs';

const FILE = fileURLToPath(new URL('../../src/test/resources/marketing_campaign.csv', import.meta.url));
const SOMEBODY = '5524';

/** A teller who says nothing. */
const SILENT = { say: async () => {}, live: async () => {} };

export async function tell({ browser, base, teller = SILENT, hands = mouse }) {
  const { page, close } = await open(browser, base, {
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const say = (text, picture) => teller.say(text, page, picture);
  const segment = await bring(page, say, hands);
  await write(page, say, hands);
  await follow(page, say, teller, segment, hands);
  await close();
}

/** The file and the segment. Returns how many people are in it. */
async function bring(page, say, hands) {
  await page.goto('/import');
  await hands.file(page, FILE);
  await page.getByText('cells separated by semicolons').waitFor();
  assert.equal(await page.getByLabel('Id', { exact: true }).inputValue(), 'ID');
  await page.getByRole('row', { name: 'Dt_Customer Dt_Customer date' }).waitFor();
  await say(
    'Opens **Import** and chooses `marketing_campaign.csv`. The page has found the semicolons, the byte order mark is not in the way, the column `ID` is the id, and the columns with numbers and dates are recognized. It says that nobody could get a message, because no column is an address.',
    'mapping',
  );
  await hands.choose(page, page.getByLabel('Unsubscribed', { exact: true }), 'Complain');
  await page.getByRole('row', { name: 'Complain Unsubscribed' }).waitFor();
  await say(
    'Maps the column `Complain` to “Unsubscribed”, because nobody who has complained should get a message. The table shows at once what that means.',
  );
  await hands.tick(page, page.getByLabel('Only trying it out: make up an address for everybody without one'));
  await say('Ticks “Only trying it out: make up an address for everybody without one”.', 'made-up');
  await hands.press(page, page.getByRole('button', { name: 'Import marketing_campaign.csv' }));
  await page.getByTestId('state').filter({ hasText: '✓ completed' }).waitFor();
  assert.equal(await page.locator('[data-total=rows]').textContent(), '2,240');
  await say('Imports it: 2,240 rows, and the numbers of what became of them add up.');

  await hands.press(page, page.getByRole('link', { name: 'Next: say who of them should get a message' }));
  await hands.press(page, page.getByRole('button', { name: 'Add a rule: all rules' }));
  await choose(page, hands, '1', 'MntWines', '>', '500');
  await hands.press(page, page.getByRole('button', { name: 'Add a group: all rules' }));
  await hands.choose(page, page.getByLabel('Which must match, group 2'), 'or');
  await choose(page, hands, '2.1', 'Education', '=', 'PhD');
  await hands.press(page, page.getByRole('button', { name: 'Add a rule: group 2' }));
  await choose(page, hands, '2.2', 'Education', '=', 'Master');
  await page.getByText('made-up.invalid (made up)').first().waitFor();
  await hands.write(page, page.getByLabel('Name of the segment'), 'Wine lovers with a degree');
  const wanted = await settledCount(page);
  await say(
    `Follows “Next: say who of them should get a message”. Builds three conditions: more than 500 spent on wine, and in a group of its own *at least one of* PhD and Master. The page counts along: ${wanted} people, who are listed below, each address marked as made up.`,
    'segment',
  );
  await hands.write(page, page.getByLabel('Look up a person'), SOMEBODY);
  await hands.press(page, page.getByRole('button', { name: SOMEBODY, exact: true }));
  await page.getByText('✕ is not in the segment').waitFor();
  await say(
    `Looks up person ${SOMEBODY}: not in the segment. Enough wine, but neither PhD nor Master: the page shows which rule does not match, and the value that this person has.`,
    'why-not',
  );
  await hands.press(page, page.getByRole('button', { name: 'Create the segment' }));
  await page.getByRole('heading', { name: 'Wine lovers with a degree' }).waitFor();
  await hands.press(page, page.getByRole('link', { name: 'Send to it' }));
  await page.getByText(`${wanted} people are in this segment now.`).waitFor();
  return Number(wanted);
}

async function choose(page, hands, rule, field, operator, value) {
  await hands.choose(page, page.getByLabel(`Field, rule ${rule}`, { exact: true }), field);
  await hands.choose(page, page.getByLabel(`Comparison, rule ${rule}`, { exact: true }), operator);
  await hands.write(page, page.getByLabel(`Value, rule ${rule}`, { exact: true }), value);
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
async function write(page, say, hands) {
  await hands.write(page, page.getByLabel('Name', { exact: true }), 'Wine evening');
  const message = page.getByLabel('Message', { exact: true });
  await hands.write(page, message, 'Dear ');
  await page.keyboard.press('End');
  await hands.write(page, page.getByLabel('For those without it'), 'friend of good wine');
  await hands.press(page, page.getByRole('button', { name: 'Insert', exact: true }));
  await page.keyboard.press('End');
  await page.keyboard.type(', you have ');
  await hands.choose(page, page.getByLabel('Insert what is known of each person'), 'NumStorePurchases');
  await hands.write(page, page.getByLabel('For those without it'), '');
  await hands.press(page, page.getByRole('button', { name: 'Insert', exact: true }));
  await page.keyboard.press('End');
  await page.keyboard.type(' visits to celebrate.');
  await page
    .getByText(/^Dear friend of good wine, you have \d+ visits to celebrate\.$/)
    .nth(2)
    .waitFor();
  await hands.write(page, page.getByLabel('Messages per second (optional)'), '50');
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
  await hands.press(page, page.getByRole('button', { name: /^Send to \d+ people$/ }));
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

/** Resolves when the numbers were not final, if only for a moment; to be called before what brings that about. */
const wereNotFinal = (page) =>
  page.evaluate(
    ([text, patience]) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`always ${text}`)), patience);
        const observer = new MutationObserver(() => {
          if (!document.querySelector('[data-testid=connection]')?.textContent.includes(text)) {
            observer.disconnect();
            clearTimeout(late);
            resolve();
          }
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    ['Final numbers', 60_000],
  );

/** The campaign, until it has ended, and the trace of one message. */
async function follow(page, say, teller, people, hands) {
  await reaches(page, 'sent', 30);
  await teller.live(page, 3);
  await hands.press(page, page.getByRole('button', { name: 'Pause' }));
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await say('Watches it being sent. Presses **Pause**: it stops, and the numbers still add up to everybody.', 'paused');
  await page.getByRole('link', { name: 'Limits', exact: true }).first().waitFor();
  await hands.press(page, page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Limits' }));
  await hands.write(page, page.getByLabel('Messages per second', { exact: true }), '200');
  await hands.press(page, page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByText('The limit is changed.').waitFor();
  await hands.press(page, page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Live' }));
  await hands.press(page, page.getByRole('button', { name: 'Resume' }));
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
  await hands.press(page, page.getByRole('button', { name: 'Send the rest…' }));
  await page.getByText(`Failed (${failed})`).waitFor();
  await say(
    `Presses **Send the rest…**: ${failed} failed, and the dialog says that an address that was refused for good is usually refused again.`,
    'rest',
  );
  // With so few messages it can end again before anybody sees that it runs.
  await Promise.all([
    wereNotFinal(page),
    hands.press(page, page.getByRole('button', { name: 'Send the rest', exact: true })),
  ]);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Final numbers').waitFor();
  assert.deepEqual([await term(page, 'failed'), await term(page, 'in_flight')], [failed, 0]);
  await hands.press(page, page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Messages' }));
  const row = page.getByRole('row', { name: / delivered / }).first();
  await row.waitFor();
  await say(
    `Everybody who failed was tried again, with the same answer of the same simulated mailboxes. On the tab **Messages** each person has a row with what happened and why.`,
    'messages',
  );
  await hands.press(page, row.getByRole('link', { name: 'Trace', exact: true }));
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
  'the same with nothing but the keyboard': (given) => tell({ ...given, hands: keyboard }),
};
