// A browser whose every page is watched: errors on the console and requests to other origins fail the journey.
import { existsSync } from 'node:fs';
import { chromium, request } from 'playwright-core';
import { findToken, withToken } from '../token.mjs';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MILLIS = 60_000;

export function findBrowser() {
  return [process.env.CHROMIUM, ...PATHS].find((path) => path && existsSync(path));
}

export async function launch(executablePath) {
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/** The browser of somebody who is logged in to the server as its owner. */
export async function loggedIn(browser, base) {
  if (findToken() === undefined) {
    return browser;
  }
  const client = await request.newContext({ baseURL: base });
  const link = await client.post('/api/v1/session/link', { headers: withToken() });
  const { data } = await link.json();
  await client.post('/api/v1/session', { data: { link: data.fragment.replace('#link=', '') } });
  const storageState = await client.storageState();
  await client.dispose();
  return {
    newContext: (options) => browser.newContext({ storageState, ...options }),
    close: () => browser.close(),
  };
}

/** Opens a page; call the returned check at the end of the journey. Only an identity provider is another origin. */
export async function open(browser, base, { provider = base, ...options } = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  // What screen readers are told is said a second time, outside of what is seen.
  const getByText = page.getByText.bind(page);
  page.getByText = (...wanted) => getByText(...wanted).and(page.locator(':not([role=status])'));
  const faults = [];
  page.on('console', (message) => {
    // The browser itself reports every answer that is an error; journeys provoke some of them.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.stack ?? error}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !url.startsWith(`${provider}/`) && !/^(data|blob):/.test(url)) {
      faults.push(`request to ${url}`);
    }
  });
  return {
    page,
    async close() {
      await context.close();
      if (faults.length > 0) {
        throw new Error(faults.join('\n'));
      }
    },
  };
}
