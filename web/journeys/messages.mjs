// What people do with the messages of a campaign, and with the campaign itself once it has begun.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { open } from './browser.mjs';

const FAILURE = 'simulated: mailbox unavailable';

export const messageJourneys = {
  async 'from a reason to its messages, to one as it reads, and to all of them as a file'({ browser, base, api }) {
    await api.segment('reasons', 150);
    const id = await api.campaign('reasons', { message_template: 'Hi {{name}} of {{city}}' });
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByText('Final numbers').waitFor();
    // Each number leads to so many messages.
    for (const term of ['sent', 'failed', 'skipped', 'unknown', 'in flight']) {
      const number = await page.locator(`[data-term=${term.replace(' ', '_')}]`).textContent();
      await page.getByRole('link', { name: term, exact: true }).click();
      await page.getByText(number === '1' ? '1 message matches.' : `${number} messages match.`).waitFor();
      await page
        .getByRole('row', { name: /^reasons \d/ })
        .nth(Math.min(Number(number), 100) - 1)
        .or(page.getByText('There is no such message.'))
        .waitFor();
    }
    await page.getByRole('link', { name: 'Why', exact: true }).click();
    await page.getByRole('link', { name: `show them: ${FAILURE}` }).click();
    const matches = page.getByText(/^\d+ messages? match(es)?\.$/);
    await matches.waitFor();
    const failed = Number.parseInt(await matches.textContent(), 10);
    const { data } = await api.get(`/campaigns/${id}`);
    assert.equal(failed, data.stats.failed);
    assert.equal(await page.getByLabel('Reason or error').inputValue(), FAILURE);
    const rows = page.locator('main tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), failed);

    const lead = await rows.first().locator('a').first().textContent();
    await page.getByRole('button', { name: `Show the message to ${lead}`, exact: true }).click();
    await page
      .getByTestId('message')
      .filter({ hasText: /^Hi Person \d+ of/ })
      .waitFor();
    await page.getByText('What was sent differs if the lead has changed since.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    assert.equal(lines.length, failed + 1);
    assert.ok(lines.slice(1).every((line) => line.includes(FAILURE)));

    await page.getByLabel('Lead', { exact: true }).fill(lead);
    await page.getByText('1 message matches.').waitFor();
    await page.reload();
    await page.getByText('1 message matches.').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: 'Load more' }).waitFor();
    await close();
  },

  async 'see who a campaign goes to, rename and duplicate it, and send a test of the copy'({ browser, base, api }) {
    await api.segment('copied', 3);
    const id = await api.campaign('copied', { scheduled_at: '2999-01-01T00:00:00Z' });
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}&tab=content`);
    await page.getByTestId('rules').filter({ hasText: 'group = copied' }).waitFor();
    await page.getByText('The segment has the same rules now.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Renamed');
    await page.getByLabel('Start').fill('2998-06-01T12:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Renamed' }).waitFor();
    assert.match((await api.get(`/campaigns/${id}`)).data.scheduled_at, /^2998-0(5-31|6-0)/);

    await page.getByRole('link', { name: 'Duplicate' }).click();
    await page.getByText('Copied from Renamed.').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Renamed (copy)');
    await page.getByText('3 will get it').waitFor();
    await page.getByLabel('Send a test to').fill('nowhere');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/is not an address/).waitFor();
    await page.getByLabel('Send a test to').fill('ann@example.com');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/The provider (accepted|refused) the test/).waitFor();
    // A test is no campaign.
    assert.equal((await api.get('/campaigns?segment_id=copied')).data.length, 1);

    await page.goto('/segments?q=COPIED');
    await page.getByRole('link', { name: 'Renamed' }).waitFor();
    await page.getByText(/^counted /).waitFor();
    await page.goto('/leads?q=copied&sort=-name');
    await page.getByText('3 leads', { exact: true }).waitFor();
    assert.equal(await page.locator('main tbody tr').first().locator('a').textContent(), 'copied 2');
    await close();
  },
};
