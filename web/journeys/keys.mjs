// What people do without a mouse.
import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { open } from './browser.mjs';

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
};
