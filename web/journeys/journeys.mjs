// What people do on the pages, in a browser and on a real server.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { addsUpAtEach, keepEvents, keepViews, kept, neverRunsBackwards } from './equation.mjs';

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
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}} of {{city | default: "somewhere"}}');
    await page.getByText('Hi Person 1 of somewhere').waitFor();
    await page.getByText('No value for city; the message provides for that.').waitFor();
    await page.getByText('300 will get it').waitFor();
    assert.equal(await page.getByText('so the message has a gap there').count(), 0);
    assert.equal(await page.getByText('of those who get it have no {{city}}').count(), 0);
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}} of {{city}}');
    await page.getByText('Hi Person 0 of Pune').waitFor();
    await page.getByText('This person has no value for city, so the message has a gap there.').waitFor();
    await page.getByRole('button', { name: 'Next people' }).click();
    await page
      .getByText(/^Hi Person 1\d* of/)
      .first()
      .waitFor();
    await page.reload();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Twice clicked');
    await page.getByText('300 will get it').waitFor();
    await page.getByText('150 of those who get it have no {{city}}.').waitFor();
    await page.getByRole('button', { name: 'Send to 300 people' }).dblclick();
    await page.getByRole('heading', { name: 'Twice clicked' }).waitFor();
    await page.getByText('Final numbers').waitFor();
    assert.equal(await page.locator('[data-term=audience]').textContent(), '300');
    assert.equal(await page.locator('[data-term=in_flight]').textContent(), '0');
    const { data } = await api.get('/campaigns?limit=1000');
    assert.equal(data.filter((campaign) => campaign.name === 'Twice clicked').length, 1);
    // Whoever writes to the same people again is told so.
    await page.goto('/new?segment=compose');
    await page.getByLabel('Name', { exact: true }).fill('Once more');
    await page.getByLabel('Message', { exact: true }).fill('Hi again');
    const overlap = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Twice clicked' }) });
    await overlap.filter({ hasText: /^↻ \d+ of them have had this in the last days:/ }).waitFor();
    await close();
  },

  async 'see who would be skipped, send, undo it, and find that nobody got it'({ browser, base, api }) {
    await api.segment('undone', 20);
    await api.post('/leads', { id: 'undone 0', unsubscribed: true });
    const { page, close } = await open(browser, base);
    await page.goto('/new?segment=undone');
    await page.getByLabel('Name', { exact: true }).fill('Taken back');
    await page.getByLabel('Message', { exact: true }).fill('Hi {{nam}}');
    await page.getByText('did you mean "name"?').first().waitFor();
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}}');
    await page.getByText('19 will get it').waitFor();
    await page.getByText('1 will be skipped: unsubscribed').waitFor();
    // Without an address of anybody there is nothing to send, and it says what would help.
    await api.post('/leads/bulk', [{ id: 'nowhere 1', attributes: { group: 'nowhere' } }]);
    await api.post('/segments', {
      name: 'Nowhere',
      rules: { combinator: 'and', rules: [{ field: 'group', operator: '=', value: 'nowhere' }] },
    });
    await page.reload();
    await page.getByLabel('Segment', { exact: true }).selectOption('Nowhere');
    await page.getByText('Nobody can get it, so it cannot be sent.').waitFor();
    await page.getByRole('link', { name: 'Import addresses for these people' }).waitFor();
    await page.getByLabel('Segment', { exact: true }).selectOption('Segment undone');
    await page.getByText('19 will get it').waitFor();
    await page.getByRole('button', { name: 'Send to 19 people' }).click();
    await page.getByText('It starts in').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Send to 19 people' }).waitFor();
    const { data } = await api.get('/campaigns?limit=1000');
    const [campaign] = data.filter((each) => each.name === 'Taken back');
    assert.equal(campaign.status, 'cancelled');
    assert.equal(campaign.stats.sent, 0);
    await close();
  },

  async 'choose a file with semicolons and wrong rows, map it, import it, and see what became of each row'({
    browser,
    base,
    api,
  }) {
    const { page, close } = await open(browser, base);
    await page.goto('/import');
    const rows = Array.from(
      { length: 500 },
      (_, index) => `imp-${index};Person ${index};p${index}@example.com;${index}`,
    );
    rows.splice(3, 0, 'imp-x;"open;x;1');
    await page.locator('input[type=file]').setInputFiles({
      name: 'shop.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`Kunde;Full Name;Contact;Spend (€)\n${rows.join('\n')}\n`),
    });
    await page.getByText('has no column').waitFor();
    await page.getByLabel('Id', { exact: true }).selectOption('Kunde');
    await page.getByLabel('Name', { exact: true }).selectOption('Full Name');
    await page.getByText('cells separated by semicolons').waitFor();
    await page.getByText('No column is an e-mail address or a phone number.').waitFor();
    await page.getByLabel('E-mail', { exact: true }).selectOption('Contact');
    await page.getByText('No column is an e-mail address').waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: 'Contact E-mail – p0@example.com · p1@example.com · p2@example.com' })
      .waitFor();
    await page.getByRole('row', { name: 'Spend (€) Spend number 0 · 1 · 2' }).waitFor();
    await page.getByText('1 of the first 501 rows would be rejected').waitFor();
    await page.getByRole('button', { name: 'Import shop.csv' }).click();
    await page.getByText('✓ completed').first().waitFor();
    // The list of earlier imports may have a completed one, too.
    await page.locator('[data-total=rows]', { hasText: '501' }).waitFor();
    const total = (name) => page.locator(`[data-total=${name}]`).textContent();
    assert.deepEqual(await Promise.all(['rows', 'imported', 'rejected', 'unread'].map(total)), [
      '501',
      '500',
      '1',
      '0',
    ]);
    await page.getByRole('row', { name: /5 row has a quote that is never closed/ }).waitFor();
    const [errors] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download 1 as NDJSON' }).click(),
    ]);
    assert.match(errors.suggestedFilename(), /^import-.*\.ndjson$/);
    const { data } = await api.get('/leads/imp-7');
    assert.equal(data.name, 'Person 7');
    assert.equal(data.email, 'p7@example.com');
    assert.equal(data.attributes.Spend, 7);
    await page.reload();
    await page.getByText('✓ completed').first().waitFor();
    await page.getByRole('link', { name: 'Next: say who of them' }).waitFor();
    await page.getByRole('link', { name: 'Import another file' }).click();
    await page.getByText('Choose a file').first().waitFor();
    await close();
  },

  async 'check who gets it, send it on a channel that fails and retries, and see the equation hold at every event'({
    browser,
    base,
    api,
  }) {
    await api.segment('equation', 1_500);
    await api.post('/leads', { id: 'equation 0', unsubscribed: true });
    const { page, close } = await open(browser, base);
    await keepEvents(page);
    await page.goto('/new?segment=equation');
    await page.getByLabel('Name', { exact: true }).fill('Accounted for');
    await page.getByLabel('Message', { exact: true }).fill('Hi {{name}}');
    await page.getByLabel('Messages per second (optional)').fill('500');
    await page.getByText('1,499 will get it').waitFor();
    await page.getByText('1 will be skipped: unsubscribed').waitFor();
    await page.getByRole('button', { name: 'Send to 1,499 people' }).click();
    await keepViews(page);
    await page.getByText('Final numbers').waitFor();
    await page.getByText('✓ adds up').waitFor();
    const { received, shown } = await kept(page);
    assert.ok(received.length > 3, `only ${received.length} events`);
    assert.ok(shown.length > 3, `only ${shown.length} views`);
    for (const numbers of [received, shown]) {
      addsUpAtEach(numbers, 1_500);
      neverRunsBackwards(numbers);
    }
    const last = received.at(-1);
    assert.deepEqual([last.skipped, last.in_flight], [1, 0]);
    assert.ok(last.failed > 0, 'nothing failed');
    const { data } = await api.get('/campaigns?limit=1000');
    const { campaign_id: id } = data.find((campaign) => campaign.name === 'Accounted for');
    const { data: sent } = await api.get(`/campaigns/${id}/deliveries?limit=1000&status=delivered`);
    assert.ok(
      sent.some(({ attempt }) => attempt > 1),
      'nothing was tried again; the server needs SIMULATOR_TRANSIENT_RATE above 0',
    );
    await close();
  },

  async 'find out that a limit slows a campaign, pause it, change the limit, resume it'({ browser, base, api }) {
    await api.segment('paced', 400);
    const id = await api.campaign('paced', { max_rate: 2 });
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
    await page.getByRole('link', { name: 'in flight', exact: true }).click();
    await page
      .getByRole('row', { name: /^paced \d+ (postponed|sending)/ })
      .first()
      .waitFor();
    await page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Limits' }).click();
    await page.getByLabel('Messages per second').fill('0');
    await page.getByText('Give a whole number of at least 1, or nothing.').waitFor();
    await page.getByLabel('Messages per second').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The limit is changed.').waitFor();
    assert.equal((await api.get(`/campaigns/${id}`)).data.max_rate, null);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Final numbers').waitFor();
    // Those whose message has not been begun cannot be listed: the page says how many they are, and where.
    const later = await api.campaign('paced', { scheduled_at: new Date(Date.now() + 3_600_000).toISOString() });
    await page.goto(`/campaign?id=${later}`);
    await page.getByRole('link', { name: 'in flight', exact: true }).click();
    await page.getByText('400 people have no message yet and are not in the list: 400 in the plan, not').waitFor();
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
    await page.getByRole('link', { name: 'Segment person', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Record an opt-out' }).click();
    await page.getByText('This person has opted out').waitFor();
    await page.getByLabel('Where this person agreed').fill('phone call');
    await page.getByRole('button', { name: 'Record the agreement' }).click();
    await page.getByText(/^Agreed .*: phone call$/).waitFor();
    await page.getByText('Campaigns may write to this person.').waitFor();
    await page.reload();
    await page.getByRole('link', { name: id }).click();
    await page.getByRole('heading', { name: 'Campaign person' }).waitFor();
    await page.goto(`/lead?id=${encodeURIComponent('a "b" <script>')}`);
    await page.getByRole('heading', { name: 'Odd Id' }).waitFor();
    await page.getByText('No campaign has included this person yet.').waitFor();
    await page.goto('/lead?id=nobody');
    await page.locator('main').getByRole('group', { name: 'Problem' }).waitFor();
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
    for (let presses = 0; presses < 45; presses++) {
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
