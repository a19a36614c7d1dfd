// What people do without a mouse.
import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { open } from './browser.mjs';
import { keyboard, tabTo } from './hands.mjs';

export const keys = {
  async 'open the palette from inside an input, and go to a campaign, a segment, a lead and a page'({
    browser,
    base,
    api,
  }) {
    await api.segment('palette', 5);
    await api.campaign('palette');
    const { page, close } = await open(browser, base, { bypassCSP: true, reducedMotion: 'reduce' });
    await page.goto('/leads');
    const search = page.getByLabel('Search leads');
    await search.fill('ada');
    await search.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Go to' });
    const find = async (text, found, heading) => {
      await palette.getByRole('combobox').fill(text);
      await palette.getByRole('option', { name: found, selected: true }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    };
    await palette.getByRole('combobox').fill('palette');
    await palette.getByRole('option', { name: 'Campaign palette' }).first().waitFor();
    await isAccessible(page, 'palette');
    await find('Campaign palette', 'Campaign palette', 'Campaign palette');
    await page.keyboard.press('Control+k');
    await find('Segment palette', 'Segment palette', 'Segment palette');
    await page.keyboard.press('Control+k');
    await find('palette 3', 'palette 3', 'Person 3');
    await page.keyboard.press('Control+k');
    await find('pipe', 'Pipeline', 'Pipeline');
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill('dead');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    await close();
  },

  async 'single keys go to pages, filter and move in lists, and can be switched off'({ browser, base, api }) {
    await api.segment('keys', 5);
    await api.campaign('keys');
    const { page, close } = await open(browser, base, { bypassCSP: true, reducedMotion: 'reduce' });
    await page.goto('/');
    await page.getByRole('link', { name: 'Campaign keys' }).first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Campaigns', exact: true }).waitFor();
    await page.getByLabel('Filter by name').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('campaign keys');
    await page.waitForFunction(
      () =>
        document.querySelectorAll('tbody tr').length >= 1 &&
        [...document.querySelectorAll('tbody tr')].every((row) => row.textContent.includes('Campaign keys')),
    );
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Campaign keys' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByLabel(/Single keys are on/).waitFor();
    await isAccessible(page, 'keys');
    await help.getByLabel(/Single keys are on/).click();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.evaluate(() => document.activeElement.blur());
    // If n were on, it would go to another page before the palette opens.
    await page.keyboard.press('n');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    assert.match(page.url(), /campaign\?id=/);
    await close();
  },

  async 'the menu of a narrow window is opened, used and left by keyboard'({ browser, base, api }) {
    await api.segment('menu', 5);
    const id = await api.campaign('menu');
    for (const width of [390, 320]) {
      const { page, close } = await open(browser, base, {
        viewport: { width, height: 700 },
        bypassCSP: true,
        reducedMotion: 'reduce',
      });
      await page.goto(`/campaign?id=${id}`);
      const heading = page.getByRole('heading', { name: 'Campaign menu' });
      await heading.waitFor();
      const menu = page.getByRole('button', { name: 'Menu', exact: true });
      const links = page.getByRole('navigation', { name: 'Main' });
      assert.ok((await topOf(heading)) < CONTENT_BEGINS_BEFORE, `the content begins at ${await topOf(heading)}`);
      await page.locator('header').getByText('Campaigns', { exact: true }).first().waitFor();
      assert.equal(await links.count(), 0);

      const before = await placesOf(page);
      await keyboard.press(page, menu);
      await links.waitFor();
      assert.equal(await menu.getAttribute('aria-expanded'), 'true');
      assert.deepEqual(await placesOf(page), before, 'the page moves when the menu opens');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      await isAccessible(page, `menu, ${width} wide`);
      await page.keyboard.press('Tab');
      assert.equal(await focused(page), 'Overview');
      await page.keyboard.press('Escape');
      await links.waitFor({ state: 'hidden' });
      assert.equal(await menu.evaluate((button) => button === document.activeElement), true);

      await page.keyboard.press('Enter');
      await keyboard.press(page, links.getByRole('link', { name: 'Segments' }));
      await page.getByRole('heading', { name: 'Segments', exact: true }).waitFor();
      assert.equal(await menu.getAttribute('aria-expanded'), 'false');
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'MAIN');

      await keyboard.press(page, menu);
      await keyboard.press(page, page.getByRole('button', { name: /^Go to/ }));
      await page.getByRole('dialog', { name: 'Go to' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Go to' }).waitFor({ state: 'detached' });
      await links.waitFor();
      // Whoever goes on with Tab does not get behind the panel.
      await tabTo(page, page.locator('main a, main button, main input').first());
      await links.waitFor({ state: 'hidden' });
      await close();
    }
  },
};

/** Below the bar, a person sees what the page is about. */
const CONTENT_BEGINS_BEFORE = 120;

const topOf = async (element) => (await element.boundingBox()).y;

const focused = (page) => page.evaluate(() => document.activeElement.textContent);

/** Where the bar and the content are. */
const placesOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.brand, .here, .menu-button, h1')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y, width, height];
    }),
  );
