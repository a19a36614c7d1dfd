// The first thing that people do: it needs a server without leads and campaigns.
import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { open } from './browser.mjs';

const SAMPLED = 602;

export const first = {
  async 'start on an empty server with samples, and see the first campaign end'({ browser, base, api }) {
    const { data: summary } = await api.get('/summary');
    assert.deepEqual(
      [summary.leads, summary.campaigns.total],
      [0, 0],
      'this journey needs a server without leads and campaigns',
    );
    const { page, close } = await open(browser, base, { bypassCSP: true });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Three steps to the first campaign' }).waitFor();
    await page.getByRole('link', { name: 'Bring your customers' }).waitFor();
    await isAccessible(page, 'empty overview');
    await page.getByRole('button', { name: 'Try it with 2,240 sample customers' }).click();
    await page.getByRole('heading', { name: 'New campaign' }).waitFor();
    await page.getByText(`${SAMPLED} people are in this segment now.`).waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Thank you, high spenders');
    await page
      .getByText(/^Hi .+, thank you for \d+ purchases!/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^Send to \d+ people$/ }).click();
    await page.getByRole('heading', { name: 'Thank you, high spenders' }).waitFor();
    await page.getByText('Final numbers').waitFor();
    await page.getByText('✓ adds up').waitFor();
    const number = async (term) => Number(await page.locator(`[data-term=${term}]`).textContent());
    assert.equal(await number('audience'), SAMPLED);
    assert.equal(await number('in_flight'), 0);

    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByRole('link', { name: 'Thank you, high spenders' }).waitFor();
    await page.getByRole('heading', { name: 'How far each step is' }).waitFor();
    await page.getByRole('link', { name: '2,240' }).click();
    await page.getByRole('heading', { name: 'Leads' }).waitFor();
    await close();
  },
};
