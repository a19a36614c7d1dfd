// What people look up and repair in Kafka. The journey of dead letters needs one: PagesIT writes a record that no worker can
// read; by hand, write one with: echo 'not JSON' | ./mini-crm kafka produce campaign.jobs --lines --key broken
import assert from 'node:assert/strict';
import { open } from './browser.mjs';

export const kafka = {
  async 'see a dead letter with its reason and origin, and replay it with a double click'({ browser, base, api }) {
    const { data: before } = await api.get('/dead-letters?from_topic=campaign.jobs');
    const letter = before.find((each) => !each.replayed);
    assert.ok(letter, 'there is no dead letter; see the beginning of kafka.mjs');
    const place = `${letter.partition}:${letter.offset}`;
    const { page, close } = await open(browser, base);
    await page.goto('/pipeline');
    await page.getByRole('link', { name: 'Dead letters', exact: true }).click();
    await page.getByLabel('Came from').selectOption('campaign.jobs');
    const card = page.getByRole('listitem').filter({ has: page.getByText(`Record, letter ${place}`, { exact: true }) });
    await card.getByText(`Record, letter ${place}`).click();
    await card.getByText(letter.value, { exact: true }).waitFor();
    await card.getByText(letter.message).waitFor();
    await card.getByRole('button', { name: `Replay letter ${place}` }).dblclick();
    await card.getByText('✓ replayed').waitFor();
    // It fails again, as its content has not changed: exactly one letter more, whose record was replayed once.
    const again = page.getByText(`replayed ${letter.replays === 0 ? 'once' : `${letter.replays + 1} times`} before`);
    for (let attempt = 0; attempt < 60 && (await again.count()) === 0; attempt++) {
      await page.reload();
      await page.getByRole('listitem').first().waitFor();
      await page.waitForTimeout(500);
    }
    const { data: after } = await api.get('/dead-letters?from_topic=campaign.jobs');
    assert.equal(after.length, before.length + 1);
    await card.getByRole('link', { name: new RegExp(`^campaign.jobs ${letter.original_partition}@`) }).click();
    await page.getByRole('heading', { name: 'campaign.jobs' }).waitFor();
    await page.getByText(letter.value, { exact: true }).waitFor();
    await close();
  },

  async 'compare a campaign with its records on Kafka'({ browser, base, api }) {
    await api.segment('compared', 60);
    const id = await api.campaign('compared');
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByText('Final numbers').waitFor();
    await page.getByRole('link', { name: 'Why', exact: true }).click();
    await page.getByRole('button', { name: 'Compare with Kafka' }).click();
    await page.getByText('✓ Everything agrees.').waitFor();
    const plan = page.getByRole('row', { name: /^Plan/ });
    assert.match(await plan.textContent(), /^Plan60/);
    assert.match(await page.getByRole('row', { name: /^Send jobs/ }).textContent(), /^Send jobs60/);
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByText('✓ Everything agrees.').waitFor();
    await close();
  },

  async 'filter a topic by key and condition, turn the page, and share the link'({ browser, base, api }) {
    await api.segment('topic', 120);
    const id = await api.campaign('topic');
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByText('Final numbers').waitFor();
    await page.getByRole('link', { name: 'Pipeline', exact: true }).click();
    await page.getByRole('link', { name: 'campaign.send_jobs' }).first().click();
    await page.getByRole('textbox', { name: 'Condition (CEL)' }).fill('campaign_id = 1');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('main').getByRole('group', { name: 'Problem' }).waitFor();
    await page.getByRole('textbox', { name: 'Condition (CEL)' }).fill(`campaign_id == "${id}"`);
    await page.getByRole('button', { name: 'Apply' }).click();
    const rows = page.getByRole('row');
    await page.locator('main').getByRole('group', { name: 'Problem' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Older messages' }).click();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 0);
    const shown = await rows.nth(1).textContent();
    await page.getByLabel('Indent values').click();
    await page.locator('pre').first().waitFor();

    // Somebody else opens the link.
    const other = await open(browser, base);
    await other.page.goto(page.url());
    await other.page.locator('pre').first().waitFor();
    assert.equal(
      await other.page.getByRole('textbox', { name: 'Condition (CEL)' }).inputValue(),
      `campaign_id == "${id}"`,
    );
    await other.page.getByLabel('Indent values').click();
    await other.page.locator('tbody code').first().waitFor();
    assert.equal(await other.page.getByRole('row').nth(1).textContent(), shown);
    await other.close();

    // An applied condition is edited, saved, removed, and found again.
    await page.getByRole('button', { name: `Condition (CEL): campaign_id == "${id}"` }).click();
    // A message may have been tried twice.
    await page.keyboard.type(`campaign_id == "${id}" && lead_id == "topic 7" && attempt == 1`);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'First page' }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    await page.getByLabel('Name of the filter').fill('Lead 7');
    await page.getByRole('button', { name: 'Save filter' }).click();
    await page.getByRole('button', { name: 'Remove: Condition (CEL)' }).click();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 1);
    await page.getByRole('link', { name: 'Lead 7' }).click();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 1);
    await close();
  },

  async 'follow one message from the plan to the delivery log, and open its record'({ browser, base, api }) {
    await api.segment('trace', 60);
    const id = await api.campaign('trace');
    const { page, close } = await open(browser, base);
    await page.goto(`/campaign?id=${id}`);
    await page.getByText('Final numbers').waitFor();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page
      .getByRole('row', { name: /^trace 7 / })
      .getByRole('link', { name: 'Trace', exact: true })
      .click();
    await page.getByText('chunk 0 of the frozen audience').waitFor();
    for (const lane of ['Plan', 'Jobs', 'Send jobs', 'Provider', 'Receipts', 'Delivery log']) {
      await page.getByRole('columnheader', { name: lane, exact: true }).waitFor();
    }
    const steps = await page.locator('td.step').allTextContents();
    assert.ok(steps.length >= 6, steps.join('; '));
    await page
      .getByRole('row', { name: /attempt 1 by simulator/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { name: 'campaign.send_jobs' }).waitFor();
    await page.getByText('"lead_id":"trace 7"').waitFor();
    await page.goBack();
    await page.reload();
    await page.getByText('chunk 0 of the frozen audience').waitFor();
    await page.getByRole('link', { name: 'trace 7', exact: true }).click();
    await page
      .getByRole('row', { name: new RegExp(id) })
      .getByRole('link', { name: 'Trace', exact: true })
      .click();
    await page.getByText('chunk 0 of the frozen audience').waitFor();
    await close();
  },

  async 'set a limit, change it in place, undo the change, and see who is held up'({ browser, base, api }) {
    await api.segment('held', 50);
    const id = await api.campaign('held', { max_rate: 1 });
    const { page, close } = await open(browser, base);
    await page.goto('/limits');
    await page.getByRole('row', { name: /Campaign held campaign 1\/s/ }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('held.example');
    await page.getByLabel('Messages per second', { exact: true }).fill('20');
    await page.getByRole('button', { name: 'Add a limit' }).click();
    const rate = page.getByLabel('Messages per second for held.example');
    await rate.fill('0');
    await page.getByText('Give a whole number of at least 1.').waitFor();
    await rate.fill('30');
    await page.getByRole('button', { name: 'Save: held.example' }).click();
    const toast = page.getByRole('region', { name: 'held.example: 30 per second.' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    const stored = async () =>
      (await api.get('/limits')).data.find((limit) => limit.name === 'held.example')?.per_second;
    await page.waitForFunction(
      () => document.querySelector('[aria-label="Messages per second for held.example"]')?.value === '20',
    );
    assert.equal(await stored(), 20);
    await page.getByRole('button', { name: 'Remove: held.example' }).click();
    await rate.waitFor({ state: 'detached' });
    assert.equal(await stored(), undefined);
    await api.post(`/campaigns/${id}/cancel`);
    await close();
  },
};
