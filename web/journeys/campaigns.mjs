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
    // The numbers change without a reload.
    await page.waitForFunction(
      (text) => document.querySelector('tbody tr')?.querySelectorAll('td')[4]?.textContent !== text,
      before,
    );
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
    // The list of segments comes late; the form shows the draft's own all the same.
    let release;
    const late = new Promise((resolve) => {
      release = resolve;
    });
    await page.route(/\/api\/v1\/segments\?/, async (route) => {
      await late;
      await route.continue();
    });
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Drafted sale' }).click();
    await page.waitForFunction(() => document.querySelector('input')?.value === 'Drafted sale');
    assert.match(page.url(), /\/new\?draft=draft-/);
    assert.equal(await page.getByLabel('Segment').inputValue(), 'drafted');
    await page.locator('option:checked', { hasText: 'Segment drafted' }).waitFor({ state: 'attached' });
    release();
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}}!');
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
    await page.getByRole('link', { name: 'Drafted sale' }).waitFor();
    assert.equal(await page.locator('a[href^="/new?draft="]').filter({ hasText: 'Drafted sale' }).count(), 0);
    await close();
  },

  async 'watch how fast a campaign is while it runs, and see how it was after a reload'({ browser, base, api }) {
    await api.segment('chart', 600);
    const id = await api.campaign('chart', { max_rate: 60 });
    const { page, close } = await open(browser, base, { bypassCSP: true, reducedMotion: 'reduce' });
    await page.goto(`/campaign?id=${id}`);
    const chart = page.locator('figure.chart');
    await chart.getByText('People per second').waitFor();
    /** How many values the line of those settled has that are above zero. */
    const values = () =>
      page.evaluate(
        () =>
          (document.querySelector('figure.chart polyline')?.getAttribute('points') ?? '')
            .split(' ')
            .filter((point) => point !== '' && Number(point.split(',')[1]) < 110).length / 2,
      );
    const growsBeyond = async (least) => {
      for (let attempt = 0; attempt < 100 && (await values()) <= least; attempt++) {
        await page.waitForTimeout(100);
      }
      const now = await values();
      assert.ok(now > least, `${now} values`);
      return now;
    };
    // It is drawn while the campaign runs, and goes on.
    const begun = await growsBeyond(0);
    await growsBeyond(begun);
    assert.ok(await page.getByText('now', { exact: true }).isVisible());
    const most = chart.getByRole('img', { name: /^At most [\d.,]+ per second\.$/ });
    await most.waitFor();
    await isAccessible(page, 'chart of a running campaign');
    await page.getByText('Final numbers').waitFor();

    await page.reload();
    await most.waitFor();
    assert.ok((await values()) >= begun);
    const rate = Number((await most.getAttribute('aria-label')).replaceAll(/[^0-9]/g, ''));
    assert.ok(rate > 0 && rate <= 600, `${rate} per second`);
    const { data } = await api.get(`/campaigns/${id}/series`);
    assert.equal(
      data.buckets.reduce((sum, bucket) => sum + bucket.settled, 0),
      600,
    );
    await close();
  },

  async 'each thing that a campaign waits for comes with what can be done about it'({ browser, base, api }) {
    await api.segment('remedy', 300);
    const id = await api.campaign('remedy', { max_rate: 1, scheduled_at: '2999-01-01T00:00:00Z' });
    const { page, close } = await open(browser, base);
    const waits = page.locator('main ul.waits li');
    const everyWaitHasARemedy = async () => {
      await waits.first().waitFor();
      // In one look, because the list changes while the campaign goes on.
      const lacking = await page.evaluate(() =>
        [...document.querySelectorAll('main ul.waits li')]
          .filter((wait) => wait.querySelectorAll('a, button').length !== 1)
          .map((wait) => wait.textContent),
      );
      assert.deepEqual(lacking, []);
    };
    await page.goto(`/campaign?id=${id}&tab=why`);
    await waits.filter({ hasText: 'its scheduled time has not come' }).waitFor();
    await everyWaitHasARemedy();
    await page.getByRole('link', { name: 'Move its start' }).click();
    await page.getByLabel('Start').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The campaign is changed.').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('link', { name: 'Why', exact: true }).click();
    await waits.filter({ hasText: 'it is paused' }).waitFor();
    await everyWaitHasARemedy();
    await waits.getByRole('button', { name: 'Resume it' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await waits.filter({ hasText: 'is limited to 1 message per second' }).waitFor();
    await everyWaitHasARemedy();
    await api.post(`/campaigns/${id}/cancel`);
    await close();
  },
};
