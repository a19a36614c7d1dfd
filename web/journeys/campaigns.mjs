// The list of campaigns: what it selects, its order, its live numbers, and pausing several at once.
import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { open } from './browser.mjs';

const DAY_MILLIS = 86_400_000;

export const campaignJourneys = {
  async 'campaigns are filtered, sorted, followed over one connection, and paused together'({ browser, base, api }) {
    await api.segment('bulk', 400);
    const ids = [];
    for (const name of ['Bulk B', 'Bulk A']) {
      ids.push(await api.campaign('bulk', { name, max_rate: 2 }));
    }
    ids.push(
      await api.campaign('bulk', { name: 'Bulk C', scheduled_at: new Date(Date.now() + DAY_MILLIS).toISOString() }),
    );
    const { page, close } = await open(browser, base, { bypassCSP: true, reducedMotion: 'reduce' });
    await page.addInitScript(() => {
      const Source = window.EventSource;
      window.sources = [];
      window.EventSource = class extends Source {
        constructor(address) {
          super(address);
          window.sources.push(this);
        }
      };
    });
    const names = () => page.locator('tbody tr a').allTextContents();
    const shows = (wanted) =>
      page.waitForFunction(
        (text) => [...document.querySelectorAll('tbody tr a')].map((link) => link.textContent).join() === text,
        wanted.join(),
      );
    await page.goto('/campaigns?q=bulk%20');
    await shows(['Bulk C', 'Bulk A', 'Bulk B']);
    await page.getByRole('button', { name: 'Name' }).click();
    await shows(['Bulk A', 'Bulk B', 'Bulk C']);
    await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=ascending]')).waitFor();
    await page.getByRole('button', { name: 'running', exact: true }).click();
    await shows(['Bulk A', 'Bulk B']);
    assert.match(page.url(), /status=running/);
    assert.match(page.url(), /sort=name/);
    await page.reload();
    await shows(['Bulk A', 'Bulk B']);

    const settled = () => page.locator('tbody tr').first().locator('td').nth(4).textContent();
    const before = await settled();
    for (let attempt = 0; attempt < 40 && (await settled()) === before; attempt++) {
      await page.waitForTimeout(250);
    }
    assert.notEqual(await settled(), before, 'the numbers change without a reload');
    assert.equal(await page.evaluate(() => window.sources.filter(({ readyState }) => readyState !== 2).length), 1);

    await page.getByLabel('Choose all campaigns in progress').check();
    await isAccessible(page, 'campaigns that are chosen');
    await page.getByRole('button', { name: 'Pause 2 campaigns' }).click();
    await page.getByText('2 campaigns are paused.').waitFor();
    await page.getByText('No campaign matches.').waitFor();
    await page.getByRole('button', { name: 'paused', exact: true }).click();
    await shows(['Bulk A', 'Bulk B']);
    assert.deepEqual(await names(), ['Bulk A', 'Bulk B']);
    for (const id of ids) {
      await api.post(`/campaigns/${id}/cancel`);
    }
    await close();
  },

  async 'a draft is stored, continued in another browser, and sent once'({ browser, base, api }) {
    await api.segment('drafted', 3);
    const first = await open(browser, base);
    await first.page.goto('/new?segment=drafted');
    await first.page.getByLabel('Name', { exact: true }).fill('Drafted sale');
    await first.page.getByRole('button', { name: 'Save as draft' }).click();
    await first.page.getByText('The draft is stored.').waitFor();
    await first.close();

    const { page, close } = await open(browser, base);
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Drafted sale' }).click();
    await page.waitForFunction(() => document.querySelector('input')?.value === 'Drafted sale');
    assert.match(page.url(), /\/new\?draft=draft-/);
    assert.equal(await page.getByLabel('Segment').inputValue(), 'drafted');
    await page.getByRole('textbox', { name: 'Message' }).first().fill('Hi {{name}}!');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('The draft is stored.').waitFor();
    await isAccessible(page, 'a stored draft');
    await page.getByRole('button', { name: /^Send to 3/ }).dblclick();
    await page.waitForURL(/\/campaign\?id=/, { timeout: 60_000 });
    const { data } = await api.get('/campaigns?q=Drafted%20sale');
    assert.equal(data.length, 1);
    assert.equal(data[0].message_template, 'Hi {{name}}!');
    assert.deepEqual(
      (await api.get('/drafts?limit=1000')).data.filter(({ name }) => name === 'Drafted sale'),
      [],
    );
    await page.goto('/campaigns');
    await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
    assert.equal(await page.locator('a[href^="/new?draft="]').filter({ hasText: 'Drafted sale' }).count(), 0);
    await close();
  },
};
