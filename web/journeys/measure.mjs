// node journeys/measure.mjs URL [LEADS]: measures the goals of the pages in Chromium, on a server that has nothing else to do:
// sizes, first paint, frames of the live page while a campaign is sent, a long list, the count after an edit. Prints a table;
// exit code 1 if a goal is missed. LEADS (default 100,000) people are stored first, and written to.
import { readFileSync } from 'node:fs';
import { api as apiOf } from './api.mjs';
import { findBrowser, launch, loggedIn, open } from './browser.mjs';

const base = (process.argv[2] ?? 'http://localhost:8080').replace(/\/$/, '');
const leads = Number(process.argv[3] ?? 100_000);
const BATCH = 5_000;
const LIVE_MILLIS = 8_000;
const LIST_ROWS = 100_000;
const EDITS = 7;
const api = apiOf(base);
const rows = [];

/** Notes a figure and whether it meets its goal. */
function note(what, value, goal, unit) {
  rows.push({ what, value, goal, unit, isMet: value <= goal });
}

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0;

/** Watches the page from its beginning: paints, shifts and long tasks. */
function observe() {
  window.seen = { paint: 0, largest: 0, shift: 0, tasks: [] };
  const on = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') {
      window.seen.paint = entry.startTime;
    }
  });
  on('largest-contentful-paint', (entry) => {
    window.seen.largest = entry.startTime;
  });
  on('layout-shift', (entry) => {
    window.seen.shift += entry.hadRecentInput ? 0 : entry.value;
  });
  on('longtask', (entry) => window.seen.tasks.push(entry.duration));
}

/** The times between frames during so many milliseconds. */
const frames = (page, millis) =>
  page.evaluate(
    (duration) =>
      new Promise((resolve) => {
        const times = [];
        const begun = performance.now();
        let last = begun;
        const frame = (now) => {
          times.push(now - last);
          last = now;
          if (now - begun < duration) {
            requestAnimationFrame(frame);
          } else {
            resolve(times.slice(1));
          }
        };
        requestAnimationFrame(frame);
      }),
    millis,
  );

function sizes() {
  const pages = JSON.parse(readFileSync(new URL('../.next/sizes.json', import.meta.url), 'utf8'));
  const large = ['new', 'segment'];
  const script = (names) => Math.max(...names.map((name) => pages[name].script_kb));
  note(
    'scripts of the largest page, compressed',
    script(Object.keys(pages).filter((name) => !large.includes(name))),
    240,
    'KB',
  );
  note('scripts of /new and /segment, compressed', script(large), 320, 'KB');
  note('styles, compressed', Math.max(...Object.values(pages).map((page) => page.style_kb)), 40, 'KB');
}

async function store() {
  for (let from = 0; from < leads; from += BATCH) {
    await api.post(
      '/leads/bulk',
      Array.from({ length: Math.min(BATCH, leads - from) }, (_, index) => ({
        id: `m-${String(from + index).padStart(7, '0')}`,
        name: `Person ${from + index}`,
        email: `m${from + index}@example.com`,
        attributes: { group: 'measured', spent: (from + index) % 5_000 },
      })),
    );
  }
  for (const [id, rules] of Object.entries({
    measured: [{ field: 'group', operator: '=', value: 'measured' }],
    few: [{ field: 'id', operator: '<', value: 'm-0002240' }],
  })) {
    await api.put(`/segments/${id}`, { name: id, rules: { combinator: 'and', rules } });
  }
}

async function paints(browser, id) {
  const seen = [];
  for (const path of ['/', '/campaigns', `/campaign?id=${id}`, '/segments', '/segment?id=measured', '/new', '/leads']) {
    const { page, close } = await open(browser, base);
    await page.addInitScript(observe);
    await page.goto(path, { waitUntil: 'networkidle' }).catch(() => undefined);
    await page.locator('h1').first().waitFor();
    await page.waitForTimeout(1_000);
    seen.push(await page.evaluate(() => window.seen));
    await close();
  }
  note('first contentful paint, slowest of 7 pages', Math.max(...seen.map(({ paint }) => paint)), 800, 'ms');
  note('largest contentful paint, slowest of 7 pages', Math.max(...seen.map(({ largest }) => largest)), 1_500, 'ms');
  note('layout shift, largest of 7 pages', Math.max(...seen.map(({ shift }) => shift)), 0.02, '');
}

/** Returns the id of the campaign that was sent meanwhile. */
async function live(browser) {
  const { page, close } = await open(browser, base);
  await page.addInitScript(observe);
  await page.goto('/campaigns');
  const { data } = await api.post('/campaigns', {
    name: 'Measured',
    segment_id: 'measured',
    message_template: 'Hi {{name}}',
  });
  await page.goto(`/campaign?id=${data.campaign_id}`);
  await page.waitForFunction(
    () => Number(document.querySelector('[data-term=sent]')?.textContent.replaceAll(',', '')) > 0,
  );
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const busy = async () =>
    (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
  const sent = async () => (await api.get(`/campaigns/${data.campaign_id}`)).data.stats.sent;
  await page.evaluate(() => {
    window.seen.tasks = [];
  });
  const before = { busy: await busy(), sent: await sent(), at: Date.now() };
  const times = await frames(page, LIVE_MILLIS);
  const after = { busy: await busy(), sent: await sent(), at: Date.now() };
  const seconds = (after.at - before.at) / 1_000;
  const tasks = await page.evaluate(() => window.seen.tasks);
  const rate = Math.round((after.sent - before.sent) / seconds);
  note(`live page at ${rate} messages/s, 99 % of frames`, quantile(times, 0.99), 34, 'ms');
  note('live page, longest task', Math.max(0, ...tasks), 100, 'ms');
  note('live page, main thread busy', (100 * (after.busy - before.busy)) / seconds, 15, '%');
  await page.getByText('Final numbers').waitFor({ timeout: 300_000 });
  await close();
  return data.campaign_id;
}

async function list(browser) {
  const { page, close } = await open(browser, base);
  await page.goto('/leads');
  await page.getByRole('row').nth(5).waitFor();
  const loaded = () => document.querySelector('table').ariaRowCount - 1;
  const wanted = Math.min(LIST_ROWS, leads);
  let shown = await page.evaluate(loaded);
  while (shown < wanted) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction((known) => document.querySelector('table').ariaRowCount - 1 > known, shown);
    shown = await page.evaluate(loaded);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  const scrolled = frames(page, 3_000);
  for (let turn = 0; turn < 30; turn++) {
    await page.mouse.wheel(0, 2_000);
    await page.waitForTimeout(80);
  }
  const rows = shown.toLocaleString('en');
  note(
    `list of leads, ${rows} rows: nodes`,
    await page.evaluate(() => document.querySelectorAll('*').length),
    1_000,
    '',
  );
  note(`list of leads, ${rows} rows: 95 % of frames`, quantile(await scrolled, 0.95), 34, 'ms');
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);
  note(`list of leads, ${rows} rows: heap`, heap, 150, 'MB');
  await close();
}

async function count(browser) {
  const { page, close } = await open(browser, base);
  await page.goto('/segment?id=few');
  const value = page.getByLabel('Value, rule 1', { exact: true });
  await value.waitFor();
  const shown = page.locator('[data-testid=count]');
  await shown.waitFor();
  const times = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const before = await shown.textContent();
    const begun = Date.now();
    await value.fill(`m-000${1_000 + edit}`);
    await page.waitForFunction((text) => document.querySelector('[data-testid=count]')?.textContent !== text, before);
    times.push(Date.now() - begun);
  }
  note(`count after an edit, of ${leads} leads, median`, quantile(times, 0.5), 500, 'ms');
  await close();
}

const browser = await loggedIn(await launch(findBrowser()), base);
try {
  sizes();
  await store();
  const id = await live(browser);
  await paints(browser, id);
  await list(browser);
  await count(browser);
} finally {
  await browser.close();
}
const shown = (value) => (value >= 10 || Number.isInteger(value) ? Math.round(value) : value.toFixed(3));
console.log('| what | goal | measured |\n| --- | --- | --- |');
for (const { what, value, goal, unit, isMet } of rows) {
  console.log(
    `| ${what} | ≤ ${goal.toLocaleString('en')} ${unit} | ${isMet ? '' : '**missed** '}${shown(value)} ${unit} |`,
  );
}
process.exit(rows.every(({ isMet }) => isMet) ? 0 : 1);
