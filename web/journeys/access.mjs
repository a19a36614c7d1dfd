// node journeys/access.mjs URL SETUP: people log in to a server with access control, which has no users yet.
// SETUP is the secret of the link that the first start prints. Exit code 3 if there is no browser.
import assert from 'node:assert/strict';
import { withToken } from '../token.mjs';
import { isAccessible } from './axe.mjs';
import { findBrowser, launch, open } from './browser.mjs';

const PASSWORD = 'correct horse battery';
const [url, setup] = process.argv.slice(2);
const base = url.replace(/\/$/, '');
const executable = findBrowser();
if (executable === undefined) {
  console.error('There is no Chromium; install it (apt-get install chromium) or name it in the variable CHROMIUM.');
  process.exit(3);
}

async function call(method, path, body) {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: withToken({ 'Content-Type': 'application/json' }),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

async function logIn(page, email, password = PASSWORD) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

const browser = await launch(executable);
try {
  await call('PUT', '/leads/ann', { name: 'Ann', email: 'ann@example.com' });
  await call('PUT', '/segments/everybody', {
    name: 'Everybody',
    rules: { combinator: 'and', rules: [{ field: 'id', operator: 'notNull' }] },
  });

  // The link of the first start makes the first administrator, who is logged in.
  const first = await open(browser, base, { bypassCSP: true });
  await first.page.goto(`/#setup=${setup}`);
  await first.page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await isAccessible(first.page, 'setup');
  await first.page.getByLabel('Your name').fill('Root');
  await first.page.getByLabel('E-mail address').fill('root@example.com');
  await first.page.getByRole('textbox', { name: 'Password' }).fill('short');
  await first.page.getByRole('button', { name: 'Make the administrator and log in' }).click();
  await first.page.getByText('choose one with at least 12').first().waitFor();
  await first.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await first.page.getByRole('button', { name: 'Make the administrator and log in' }).click();
  await first.page.getByText('root@example.com (administrator)').waitFor();

  // An administrator adds a reader, creates a key, and sees who did what.
  await first.page.getByRole('link', { name: 'Users' }).click();
  await first.page.getByRole('button', { name: 'Add a user' }).waitFor();
  await first.page.getByLabel('E-mail address').fill('Reader@example.com');
  await first.page.getByRole('textbox', { name: 'Name', exact: true }).fill('Rita');
  await first.page.getByRole('textbox', { name: 'First password' }).fill(PASSWORD);
  await first.page.getByRole('button', { name: 'Add a user' }).click();
  await first.page.getByRole('cell', { name: 'reader@example.com', exact: true }).waitFor();
  await first.page.getByRole('button', { name: 'Disable: root@example.com' }).click();
  await first.page.getByText('is the last administrator').waitFor();
  await first.page.getByRole('link', { name: 'API keys' }).click();
  await first.page.getByLabel('What it is used for').fill('dashboard');
  await first.page.getByRole('button', { name: 'Create an API key' }).click();
  await first.page.getByText(/^mcrm_/).waitFor();
  await first.page.getByRole('link', { name: 'Audit log' }).click();
  await first.page.getByRole('row', { name: /user:root@example.com POST \/api\/v1\/keys 201/ }).waitFor();
  await first.close();

  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      const view = `${colorScheme}, ${width}`;
      const { page, close } = await open(browser, base, {
        bypassCSP: true,
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
      });
      await page.goto('/login');
      await page.getByRole('button', { name: 'Log in' }).waitFor();
      await isAccessible(page, `login, ${view}`);
      await logIn(page, 'root@example.com');
      for (const [tab, text] of [
        ['people', 'reader@example.com'],
        ['keys', 'dashboard'],
        ['audit', '/api/v1/session'],
      ]) {
        await page.getByText('root@example.com (administrator)').waitFor({ state: 'attached' });
        await page.goto(`/users?tab=${tab}`);
        await page.getByText(text).first().waitFor();
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
          `${tab}, ${view}: wider than the window`,
        );
        await isAccessible(page, `users ${tab}, ${view}`);
      }
      await close();
    }
  }

  // A reader comes to the page that was asked for, sees masked data, and cannot send.
  const reader = await open(browser, base);
  await reader.page.goto('/segments?from=link');
  await reader.page.getByRole('heading', { name: 'Log in' }).waitFor();
  await logIn(reader.page, 'reader@example.com', 'wrong password!');
  await reader.page.getByText('E-mail address or password is wrong').waitFor();
  await logIn(reader.page, 'reader@example.com');
  await reader.page.getByText('reader@example.com (viewer)').waitFor();
  assert.ok(reader.page.url().endsWith('/segments?from=link'));
  await reader.page.getByRole('cell', { name: 'Everybody', exact: true }).waitFor();
  assert.equal(await reader.page.getByRole('link', { name: /Send to it|New campaign|Users/ }).count(), 0);
  await reader.page.goto('/new?segment=everybody');
  await reader.page.getByText('Your role may look at campaigns, but not send any.').waitFor();
  await reader.page.getByLabel('Name', { exact: true }).fill('Forbidden');
  await reader.page.getByLabel('Message', { exact: true }).fill('Hi');
  assert.equal(await reader.page.getByRole('button', { name: /^Send/ }).count(), 0);
  await reader.page.goto('/users');
  await reader.page.getByText('Only administrators may look at this page.').waitFor();

  // A campaign that needs an approval waits, and somebody else than its creator approves it.
  const { data: large } = await call('POST', '/campaigns', {
    name: 'Large',
    segment_id: 'everybody',
    message_template: 'Hi {{name}}',
  });
  const approver = await open(browser, base, { bypassCSP: true });
  await approver.page.goto(`/login?back=${encodeURIComponent(`/campaign?id=${large.campaign_id}`)}`);
  await logIn(approver.page, 'root@example.com');
  await approver.page.getByText('somebody else than owner has to approve this campaign').waitFor();
  await isAccessible(approver.page, 'approval');
  await approver.page.getByRole('button', { name: 'Approve the campaign to 1 person' }).click();
  await approver.page.getByText('Final numbers').waitFor();
  await approver.close();

  // Log-out; what was open leads to the log-in.
  await reader.page.getByRole('button', { name: 'Log out' }).click();
  await reader.page.getByRole('heading', { name: 'Log in' }).waitFor();
  await reader.page.goto('/leads');
  await reader.page.getByRole('heading', { name: 'Log in' }).waitFor();
  await reader.close();

  // The owner's link opens a page logged in, once.
  const { data: link } = await call('POST', '/session/link');
  const owner = await open(browser, base);
  await owner.page.goto(`/segments${link.fragment}`);
  await owner.page.getByText('owner', { exact: true }).waitFor();
  await owner.page.getByRole('cell', { name: 'Everybody', exact: true }).waitFor();
  assert.ok(!owner.page.url().includes('#'));
  await owner.close();
  console.log('passed log in, log out, a reader cannot send');
} catch (failure) {
  console.log(`FAILED log in, log out, a reader cannot send\n${failure.stack ?? failure}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
