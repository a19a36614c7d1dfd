// What people do on the pages, in a browser and on a real server.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';

const main = (page) => page.locator('main');

export const journeys = {
  async 'write a message, look at it for two people, send it with a double click, and watch it end'({
    browser,
    base,
    api,
  }) {
    await api.segment('compose', 300);
    const { page, close } = await open(browser, base);
    await page.goto('/segments');
    await page.getByRole('button', { name: 'Count: Segment compose' }).click();
    await page.getByRole('row', { name: /Segment compose group = compose 300/ }).waitFor();
    await page.getByRole('link', { name: 'Send to it: Segment compose' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Twice clicked');
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}} of {{city}}');
    await page.getByText('Hi Person 0 of Pune').waitFor();
    await page.getByRole('button', { name: 'Next person' }).click();
    await page.getByText('This person has no value for city.').waitFor();
    await page.reload();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Twice clicked');
    await page.getByRole('button', { name: 'Send to 300 people' }).dblclick();
    await page.getByRole('heading', { name: 'Twice clicked' }).waitFor();
    await page.getByText('Final numbers').waitFor();
    assert.equal(await page.locator('[data-term=audience]').textContent(), '300');
    assert.equal(await page.locator('[data-term=in_flight]').textContent(), '0');
    const { data } = await api.get('/campaigns?limit=1000');
    assert.equal(data.filter((campaign) => campaign.name === 'Twice clicked').length, 1);
    await close();
  },

  async 'the equation adds up after every event'({ browser, base, api }) {
    await api.segment('equation', 3_000);
    const id = await api.campaign('equation', { max_rate: 1_000 });
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.locator('[data-term=audience]').waitFor();
    await page.evaluate(() => {
      const number = (term) => Number(document.querySelector(`[data-term=${term}]`).textContent.replaceAll(',', ''));
      window.samples = [];
      const sample = () =>
        window.samples.push(
          number('audience') -
            ['sent', 'failed', 'skipped', 'unknown', 'in_flight'].reduce((sum, term) => sum + number(term), 0),
        );
      new MutationObserver(sample).observe(document.querySelector('main'), {
        subtree: true,
        childList: true,
        characterData: true,
      });
      sample();
    });
    await page.getByText('Final numbers').waitFor();
    const samples = await page.evaluate(() => window.samples);
    assert.ok(samples.length > 3, `only ${samples.length} samples`);
    assert.deepEqual([...new Set(samples)], [0]);
    await page.getByText('✓ adds up').waitFor();
    await close();
  },

  async 'find out that a limit slows a campaign, pause it, change the limit, resume it'({ browser, base, api }) {
    await api.segment('slow', 400);
    const id = await api.campaign('slow', { max_rate: 2 });
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}&tab=why`);
    const change = page.getByRole('link', { name: 'Change the limit' });
    // The limit is noticed once messages wait for it.
    for (let attempt = 0; attempt < 60 && !(await change.isVisible()); attempt++) {
      await page.getByRole('button', { name: 'Look again' }).click();
      await page.waitForTimeout(1_000);
    }
    await change.click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await page.getByLabel('Messages per second').fill('0');
    await page.getByText('Give a whole number of at least 1, or nothing.').waitFor();
    await page.getByLabel('Messages per second').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The limit is changed.').waitFor();
    assert.equal((await api.get(`/campaigns/${id}`)).data.max_rate, null);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Final numbers').waitFor();
    await close();
  },

  async 'cancel a campaign after a warning, and see who was skipped'({ browser, base, api }) {
    await api.segment('cancel', 200);
    const id = await api.campaign('cancel', { scheduled_at: new Date(Date.now() + 86_400_000).toISOString() });
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByText('200 people who have not been sent to yet are skipped.').waitFor();
    await page.getByRole('button', { name: 'Cancel the campaign' }).click();
    await page.getByText('Final numbers').waitFor();
    assert.equal(await page.locator('[data-term=skipped]').textContent(), '200');
    await page.getByRole('link', { name: 'skipped', exact: true }).click();
    await page.getByRole('row', { name: /cancel 0 .*skipped.*cancelled/ }).waitFor();
    await close();
  },

  async 'deep links, reload and back lead to the same view; what does not exist is said'({ browser, base, api }) {
    await api.segment('links', 20);
    const id = await api.campaign('links');
    const { page, close } = await open(browser, base);
    await page.goto('/campaigns?q=campaign%20links');
    await page.getByRole('link', { name: 'Campaign links' }).click();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.getByRole('row', { name: /links 11/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /links 11/ }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Campaign links' }).waitFor();
    assert.equal(await page.getByLabel('Filter by name').inputValue(), 'campaign links');
    await page.goto(`/campaign?id=${encodeURIComponent('no/such "<script>')}`);
    await main(page).getByText('There is no campaign').waitFor();
    const missing = await page.goto('/no/such/page');
    assert.equal(missing.status(), 404);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    assert.ok(id);
    await close();
  },

  async 'find a lead, see the messages to it, and open its campaign'({ browser, base, api }) {
    await api.segment('person', 5);
    await api.post('/leads', { id: 'zora/1', name: 'Zora', email: 'z@example.com', attributes: { group: 'person' } });
    await api.post('/leads', { id: 'a "b" <script>', name: 'Odd Id', email: 'odd@example.com' });
    const id = await api.campaign('person');
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByText('Final numbers').waitFor();
    await page.getByRole('link', { name: 'Leads', exact: true }).click();
    await page.getByLabel('Search leads').fill('zora');
    await page.getByRole('link', { name: 'zora/1', exact: true }).click();
    await page.getByRole('heading', { name: 'Zora' }).waitFor();
    await page.getByRole('row', { name: 'group person' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: id }).click();
    await page.getByRole('heading', { name: 'Campaign person' }).waitFor();
    await page.goto(`/lead?id=${encodeURIComponent('a "b" <script>')}`);
    await page.getByRole('heading', { name: 'Odd Id' }).waitFor();
    await page.getByText('No campaign has included this person yet.').waitFor();
    await page.goto('/lead?id=nobody');
    await page.getByRole('alert').waitFor();
    await close();
  },

  async 'everything of the list can be reached and opened by keyboard'({ browser, base, api }) {
    await api.segment('keyboard', 5);
    await api.campaign('keyboard');
    const { page, close } = await open(browser, base);
    await page.goto('/campaigns?q=keyboard');
    await page.getByRole('link', { name: 'Campaign keyboard' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(() => document.activeElement.textContent)) === 'Campaign keyboard') {
        break;
      }
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Campaign keyboard' }).waitFor();
    await close();
  },
};
