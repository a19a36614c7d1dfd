// Every page in two colour schemes and two widths, at 200 % zoom and in forced colours: nothing wider than the window, one live
// region, a title, and a screenshot of its first window if a folder is given; in both schemes and both widths no violation of WCAG
// 2.2 AA or of best practice. What is narrow and dark, zoomed or in forced colours has the same elements, so axe does not look again.
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { open } from './browser.mjs';

// 320 is the narrowest that WCAG 2.2 asks for (1.4.10); pictures are taken as wide as a telephone.
const WIDTHS = [1440, 320];
const PICTURED = [1440, 390];
const SCHEMES = ['light', 'dark'];

const WITH_AXE = ['light-1440', 'dark-1440', 'light-320'];

/** Besides the pages' own, Next.js says the title of another page, in a shadow tree, and the editor what its commands have done. */
const LIVE_REGIONS = () =>
  [...document.querySelectorAll('[role=status], [role=alert], [role=log], [aria-live], output')].filter(
    (region) => !region.matches('.cm-announced'),
  ).length;

const plainViews = (widths) =>
  widths.flatMap((width) =>
    SCHEMES.map((colorScheme) => ({ name: `${colorScheme}-${width}`, viewport: { width, height: 900 }, colorScheme })),
  );

/** A window of 1440 by 900 at 200 % has room for half as much; in forced colours neither backgrounds nor shadows are drawn. */
const OTHER_VIEWS = [
  { name: 'zoomed', viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, colorScheme: 'light' },
  { name: 'forced-colors', viewport: { width: 1440, height: 900 }, colorScheme: 'dark', forcedColors: 'active' },
];

/** Whether the current page of the navigation and the focused control can be told without backgrounds and shadows. */
const isTold = (page) =>
  page.evaluate(() => {
    const current = document.querySelector('.top nav [aria-current=page]');
    return current === null || getComputedStyle(current).outlineStyle !== 'none';
  });

export async function looks({ browser, base, api, folder }) {
  await api.segment('looks', 120);
  // It has to run until the last page is looked at, also on a slow machine.
  await api.segment('slow', 1_200);
  const id = await api.campaign('slow', { name: 'Campaign looks', max_rate: 1 });
  const imported = await api.imported('id,name,age\nlooks 0,Person 0,1\nlooks 1\n');
  const rules = encodeURIComponent(
    JSON.stringify({
      combinator: 'and',
      rules: [
        { field: 'group', operator: '=', value: 'looks' },
        { combinator: 'or', rules: [{ field: 'city', operator: 'in', value: ['Pune', 'Goa'] }] },
      ],
    }),
  );
  const campaign = `/campaign?id=${id}`;
  const pages = {
    overview: ['/', 'How far each step is'],
    campaigns: ['/campaigns', 'Campaign looks'],
    campaign: [campaign, 'Time left'],
    why: [`${campaign}&tab=why`, 'Records to read'],
    messages: [`${campaign}&tab=messages`, 'slow 1'],
    content: [`${campaign}&tab=content`, 'Hi {{name}}'],
    limits: [`${campaign}&tab=limits`, 'Messages per second'],
    segments: ['/segments', 'Segment looks'],
    segment: [`/segment?id=looks&lead=looks%201&rules=${rules}`, 'is not in the segment'],
    leads: ['/leads?q=looks', 'Person 1'],
    import: ['/import', 'Choose a file'],
    imported: [`/import?id=${imported}`, '✓ completed'],
    lead: ['/lead?id=looks%200', 'Pune'],
    new: ['/new?segment=looks', '120 people are in this segment now.'],
    pipeline: ['/pipeline', '✓ up to date'],
    topic: ['/topic?name=campaign.send_jobs&view=pretty&grep=slow%201', 'Looked at'],
    trace: [`/trace?campaign=${id}&lead=slow%200`, 'Delivery log'],
    allLimits: ['/limits', 'Campaign looks'],
    system: ['/system', 'WEBHOOK_URL is not set'],
    letters: ['/dead-letters', 'Record, letter'],
    404: ['/nothing', 'There is no such page'],
  };
  const problems = [];
  for (const { name: look, ...options } of folder ? plainViews(PICTURED) : [...plainViews(WIDTHS), ...OTHER_VIEWS]) {
    const { page, close } = await open(browser, base, { ...options, reducedMotion: 'reduce', bypassCSP: true });
    for (const [name, [path, text]] of Object.entries(pages)) {
      await page.goto(path);
      await page.getByText(text).first().waitFor();
      if (name === 'new') {
        await page.getByLabel('Name', { exact: true }).fill('Looks');
        await page.getByLabel('Message', { exact: true }).fill('Hi {{name}} of {{city}}');
        await page.getByText('Hi Person 0 of Pune').waitFor();
        await page.getByText('120 will get it').waitFor();
      }
      const view = `${name}, ${look}`;
      if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
        problems.push(`${view}: wider than the window`);
      }
      for (const violation of WITH_AXE.includes(look) ? await violations(page) : []) {
        problems.push(`${view}: ${violation}`);
      }
      const regions = await page.evaluate(LIVE_REGIONS);
      if (!/^.+ · mini-crm$/.test(await page.title()) && name !== '404') {
        problems.push(`${view}: the title is ${await page.title()}`);
      }
      if (regions !== 1) {
        problems.push(`${view}: ${regions} live regions`);
      }
      if (options.forcedColors && !(await isTold(page))) {
        problems.push(`${view}: the current page is not marked`);
      }
      if (folder) {
        await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      }
    }
    await close();
  }
  await api.post(`/campaigns/${id}/cancel`);
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
}
