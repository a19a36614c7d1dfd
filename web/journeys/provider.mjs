// node journeys/provider.mjs URL: people log in to a server with its identity provider, and out. It prints who comes next and
// what the provider does, and goes on when a line comes back on standard input. Exit code 3 if there is no browser.
import assert from 'node:assert/strict';
import { asker } from './asker.mjs';
import { findBrowser, launch, open } from './browser.mjs';

const base = process.argv[2].replace(/\/$/, '');
const executable = findBrowser();
if (executable === undefined) {
  console.error('There is no Chromium; install it (apt-get install chromium) or name it in the variable CHROMIUM.');
  process.exit(3);
}
const ask = asker();

/** Where the provider is: what the button leads to in the end. */
async function findProvider() {
  const answer = await fetch(`${base}/oidc/login`, { redirect: 'manual' });
  return new URL(answer.headers.get('location')).origin;
}

const browser = await launch(executable);
try {
  const { page, close } = await open(browser, base, { provider: await findProvider() });
  const press = () => page.getByRole('link', { name: 'Log in with Example' }).click();

  // Somebody who may send comes back to the page that was asked for, and logs out here and there.
  await page.goto('/segments?from=link');
  await press();
  await page.getByText(/^ann-.*@example\.com \(marketer\)$/).waitFor();
  assert.ok(page.url().endsWith('/segments?from=link'), page.url());
  await page.getByRole('link', { name: 'New campaign' }).first().waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await page.goto('/segments');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();

  // Those who do not get in read why, and can try again.
  for (const [what, told] of [
    ['DENIED', 'The identity provider did not let you in.'],
    ['NOT SIGNED', 'The answer of the identity provider could not be verified, so nobody was logged in.'],
    ['IN NO GROUP', 'The identity provider knows you, but gives you no role here.'],
  ]) {
    await ask(what);
    await press();
    await page.getByText(told).waitFor();
    assert.match(page.url(), /\/login\?refused=/);
    await ask('NO FAULT');
  }

  // A role at the provider is a role here, from the next log-in on.
  await ask('A READER');
  await press();
  await page.getByText(/^ann-.*@example\.com \(viewer\)$/).waitFor();
  assert.equal(await page.getByRole('link', { name: 'New campaign' }).count(), 0);
  await close();
  console.log('passed log in with an identity provider');
} catch (failure) {
  console.log(`FAILED log in with an identity provider\n${failure.stack ?? failure}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  process.stdin.destroy();
}
