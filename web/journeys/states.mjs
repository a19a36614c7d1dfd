// States that a healthy server of a small company rarely shows: busy, slow, empty, and very much of everything.
import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { open } from './browser.mjs';
import { proxyTo } from './proxy.mjs';

export const stateJourneys = {
  async 'a busy server is asked again when it says, with a countdown, and nothing is sent twice'({
    browser,
    base,
    api,
  }) {
    await api.segment('busy', 30);
    const proxy = await proxyTo(base);
    const { page, close } = await open(browser, proxy.base, { bypassCSP: true, reducedMotion: 'reduce' });
    try {
      await page.goto('/segments?q=busy');
      await page.getByRole('cell', { name: 'Segment busy', exact: true }).waitFor();
      proxy.state.isBusy = true;
      await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
      const notice = page.locator('.busy');
      await notice.getByText(/^The store does not answer; try again\.? Trying again in [123] s\.$/).waitFor();
      await isAccessible(page, 'busy');
      await notice.getByText('in 1 s').waitFor();
      proxy.state.isBusy = false;
      await page.locator('main table').waitFor();
      await notice.waitFor({ state: 'detached' });
      assert.ok(proxy.state.refused.GET > 0);

      // A change is not repeated: the person decides.
      await page.goto('/new?segment=busy');
      await page.getByLabel('Name', { exact: true }).fill('Sent by a busy server');
      await page.getByLabel('Message', { exact: true }).fill('Hi {{name}}');
      const send = page.getByRole('button', { name: 'Send to 30 people' });
      await page.getByText('30 will get it').waitFor();
      proxy.state.refused.POST = 0;
      proxy.state.isBusy = true;
      await send.click();
      await page.locator('main').getByRole('group', { name: 'Problem' }).waitFor();
      await page.waitForTimeout(1_000 * proxy.state.retryAfter + 500);
      assert.equal(proxy.state.refused.POST, 1);
      proxy.state.isBusy = false;
      await send.click();
      await page.getByRole('heading', { name: 'Sent by a busy server' }).waitFor();
      const { data } = await api.get('/campaigns?q=Sent%20by%20a%20busy');
      assert.equal(data.length, 1);
    } finally {
      proxy.close();
    }
    await close();
  },

  async 'while a slow server answers, what was read before stays, dimmed, and places are kept'({ browser, base, api }) {
    await api.segment('patience', 20);
    for (const name of ['Patience A', 'Patience B']) {
      await api.campaign('patience', { name });
    }
    const proxy = await proxyTo(base);
    const { page, close } = await open(browser, proxy.base);
    try {
      proxy.state.delayMillis = 1_500;
      await page.goto('/campaigns?q=patience');
      await page.getByText('Loading…').waitFor();
      await page.getByRole('link', { name: 'Patience A' }).waitFor();
      await page.getByLabel('Filter by name').fill('patience b');
      const dimmed = page.locator('main div[style*=opacity]', { has: page.getByRole('link', { name: 'Patience A' }) });
      await dimmed.waitFor();
      await page.getByRole('link', { name: 'Patience A' }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Patience B' }).waitFor();
    } finally {
      proxy.close();
    }
    await close();
  },

  async 'long names, many fields and a large number neither break the page nor go unconfirmed'({ browser, base, api }) {
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(4);
    await api.segment('huge', 10_001);
    await api.post('/leads', {
      id: 'huge 0',
      name: word,
      email: 'huge@example.com',
      attributes: Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [`field_${index}_${word.slice(0, 40)}`, word]),
      ),
    });
    const id = await api.campaign('huge', { name: word, scheduled_at: '2999-01-01T00:00:00Z' });
    const { page, close } = await open(browser, base, { viewport: { width: 390, height: 800 }, bypassCSP: true });
    for (const [path, text] of [
      [`/campaign?id=${id}`, word],
      ['/campaigns', word],
      [`/lead?id=${encodeURIComponent('huge 0')}`, word],
      ['/leads?q=huge', word],
    ]) {
      await page.goto(path);
      await page.getByText(text).first().waitFor();
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        `${path} is wider than the window`,
      );
    }
    await page.goto('/new?segment=huge');
    await page.getByLabel('Name', { exact: true }).fill('Large');
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}}');
    const send = page.getByRole('button', { name: 'Send to 10,001 people' });
    await send.waitFor();
    assert.ok(await send.isDisabled());
    await page.getByLabel('Type 10001 to confirm').fill('1001');
    assert.ok(await send.isDisabled());
    await page.getByLabel('Type 10001 to confirm').fill('10001');
    await send.and(page.locator(':enabled')).waitFor();
    await api.post(`/campaigns/${id}/cancel`);
    await close();
  },
};
