// node journeys/measure.mjs URL [LEADS]: measures the goals of the pages in Chromium, on a server that has nothing else to do:
// sizes, first paint, frames of the live page while a campaign is sent, a long list, the count after an edit. Prints a table;
// exit code 1 if a goal is missed. LEADS (default 100,000) people are stored first, and written to.
//
// The server and the browser share the machine, so the campaign is slower than alone, and frames may be late because the
// processor was elsewhere. So the events of that campaign are also replayed to the page afterwards, at the same times but with
// the numbers of a campaign of 20,000 messages per second, while the server has nothing to do: what the page itself costs.
import { readFileSync } from 'node:fs';
import { api as apiOf } from './api.mjs';
import { findBrowser, launch, loggedIn, open } from './browser.mjs';

const base = (process.argv[2] ?? 'http://localhost:8080').replace(/\/$/, '');
const leads = Number(process.argv[3] ?? 100_000);
const WANTED_RATE = 20_000;
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
  const rows = Array.from(
    { length: leads },
    (_, index) => `m-${String(index).padStart(7, '0')},Person ${index},m${index}@example.com,measured,${index % 5_000}`,
  );
  await api.imported(`id,name,email,group,spent\n${rows.join('\n')}\n`);
  for (const [id, rules] of Object.entries({
    measured: [{ field: 'group', operator: '=', value: 'measured' }],
    few: [{ field: 'id', operator: '<', value: 'm-0002240' }],
  })) {
    await api.put(`/segments/${id}`, { name: id, rules: { combinator: 'and', rules } });
  }
}

const pathsOf = (id) => [
  '/',
  '/campaigns',
  `/campaign?id=${id}`,
  `/campaign?id=${id}&tab=why`,
  `/campaign?id=${id}&tab=messages`,
  `/campaign?id=${id}&tab=content`,
  `/campaign?id=${id}&tab=limits`,
  '/segments',
  '/segment?id=measured',
  '/new?segment=few',
  '/leads',
  '/lead?id=m-0000001',
  '/import',
  '/pipeline',
  '/topic?name=campaign.send_jobs',
  `/trace?campaign=${id}&lead=m-0000001`,
  '/dead-letters',
  '/limits',
  '/system',
];

async function paints(browser, id) {
  const paths = pathsOf(id);
  for (const [kind, width] of [
    ['1,440 wide', 1_440],
    ['390 wide', 390],
  ]) {
    const seen = [];
    for (const path of paths) {
      const { page, close } = await open(browser, base, { viewport: { width, height: 900 } });
      await page.addInitScript(observe);
      await page.goto(path, { waitUntil: 'networkidle' }).catch(() => undefined);
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(1_000);
      seen.push({ path, ...(await page.evaluate(() => window.seen)) });
      await close();
      const { paint, largest } = seen.at(-1);
      console.error(`${path}, ${kind}: first paint ${Math.round(paint)} ms, largest ${Math.round(largest)} ms`);
    }
    const worst = (what) => seen.reduce((most, each) => (each[what] > most[what] ? each : most));
    const noteWorst = (name, what, goal, unit) =>
      note(
        `${name}, worst of ${paths.length} pages ${kind}: ${worst(what).path.replace(/\?(?:id|name|campaign|segment)=[^&]*&?/, ' ')}`,
        worst(what)[what],
        goal,
        unit,
      );
    noteWorst('first contentful paint', 'paint', 800, 'ms');
    noteWorst('largest contentful paint', 'largest', 1_500, 'ms');
    noteWorst('layout shift', 'shift', 0.02, '');
  }
}

/** Keeps what the page is sent, and when. */
function recordEvents() {
  window.sent = [];
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (type, listener, ...more) {
    const kept = (event) => {
      window.sent.push({ at: performance.now(), type, data: event.data });
      listener(event);
    };
    return listen.call(this, type, type === 'stats' ? kept : listener, ...more);
  };
}

/** Sends the page those events instead, at the same intervals, over and over. */
function replayEvents(events) {
  window.EventSource = class extends EventTarget {
    static CLOSED = 2;
    readyState = 1;

    constructor() {
      super();
      let next = 0;
      const send = () => {
        const event = events[next % events.length];
        this.dispatchEvent(new MessageEvent(event.type, { data: event.data }));
        next++;
        this.timer = setTimeout(send, events[next % events.length].after);
      };
      this.timer = setTimeout(send, events[0].after);
    }

    close() {
      this.readyState = 2;
      clearTimeout(this.timer);
    }
  };
}

/** What the browser's main thread does while the page is live. */
async function watch(page, name) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const busy = async () =>
    (await client.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration').value;
  await page.evaluate(() => {
    window.seen.tasks = [];
  });
  const before = { busy: await busy(), at: Date.now() };
  const times = await frames(page, LIVE_MILLIS);
  const share = (100 * 1_000 * ((await busy()) - before.busy)) / (Date.now() - before.at);
  const tasks = await page.evaluate(() => window.seen.tasks);
  return () => {
    note(`${name}, 99 % of frames`, quantile(times, 0.99), 34, 'ms');
    note(`${name}, longest task`, Math.max(0, ...tasks), 100, 'ms');
    note(`${name}, main thread busy`, share, 15, '%');
  };
}

/** The events as they would be if the campaign were faster, each with the time since the one before. */
function faster(events, factor) {
  const scaled = (text) => {
    const { stats, ...progress } = JSON.parse(text);
    const numbers = Object.entries(stats).map(([name, value]) => [name, Math.round(value * factor)]);
    return JSON.stringify({ ...progress, stats: Object.fromEntries(numbers), leads_per_second: WANTED_RATE });
  };
  return events.map(({ at, type, data }, index) => ({
    type,
    data: scaled(data),
    after: index === 0 ? 250 : at - events[index - 1].at,
  }));
}

async function replay(browser, id, events) {
  const { page, close } = await open(browser, base);
  await page.addInitScript(observe);
  await page.addInitScript(replayEvents, events);
  await page.goto(`/campaign?id=${id}`);
  await page.locator('[data-term=sent]').waitFor();
  await page.waitForTimeout(2_000);
  const perSecond = (1_000 * events.length) / events.reduce((sum, { after }) => sum + after, 0);
  (await watch(page, `live page, ${perSecond.toFixed(1)} events/s of a campaign of 20,000 messages/s replayed`))();
  await close();
}

/** Returns the id of the campaign that was sent meanwhile, and the events of it. */
async function live(browser) {
  const { page, close } = await open(browser, base);
  await page.addInitScript(observe);
  await page.addInitScript(recordEvents);
  await page.goto('/campaigns');
  const { data } = await api.post('/campaigns', {
    name: 'Measured',
    segment_id: 'measured',
    message_template: 'Hi {{name}}',
  });
  const id = data.campaign_id;
  await page.goto(`/campaign?id=${id}`);
  await page.waitForFunction(
    () => Number(document.querySelector('[data-term=sent]')?.textContent.replaceAll(',', '')) > 0,
  );
  const sent = async () => (await api.get(`/campaigns/${id}`)).data.stats.sent;
  await page.evaluate(() => {
    window.sent = [];
  });
  const before = { sent: await sent(), at: Date.now() };
  const figures = await watch(page, 'live page');
  const rate = (1_000 * ((await sent()) - before.sent)) / (Date.now() - before.at);
  const events = await page.evaluate(() => window.sent);
  rows.push({
    what: 'messages meanwhile, on one machine with the browser',
    value: rate,
    goal: WANTED_RATE,
    unit: '/s',
    isMet: true,
  });
  figures();
  await page.getByText('Final numbers').waitFor({ timeout: 900_000 });
  await close();
  return { id, events: faster(events, WANTED_RATE / rate) };
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
  const { id, events } = await live(browser);
  await replay(browser, id, events);
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
    `| ${what} | ${unit === '/s' ? '' : '≤ '}${goal.toLocaleString('en')} ${unit} | ${isMet ? '' : '**missed** '}${shown(value)} ${unit} |`,
  );
}
process.exit(rows.every(({ isMet }) => isMet) ? 0 : 1);
