// Every page in two colour schemes and two widths: no violation of WCAG 2.2 AA or of best practice, nothing wider than the
// window, and a screenshot if a folder is given.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { open } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [1440, 390];
const SCHEMES = ['light', 'dark'];

export async function looks({ browser, base, api, folder }) {
  await api.segment('looks', 120);
  const id = await api.campaign('looks', { max_rate: 5 });
  const campaign = `/campaign?id=${id}`;
  const pages = {
    overview: ['/', 'Campaign looks'],
    campaigns: ['/campaigns', 'Campaign looks'],
    campaign: [campaign, 'Time left'],
    why: [`${campaign}&tab=why`, 'Records to read'],
    messages: [`${campaign}&tab=messages`, 'looks 11'],
    content: [`${campaign}&tab=content`, 'Hi {{name}}'],
    limits: [`${campaign}&tab=limits`, 'Messages per second'],
    segments: ['/segments', 'Segment looks'],
    leads: ['/leads?q=looks', 'Person 1'],
    lead: ['/lead?id=looks%200', 'Pune'],
    new: ['/new?segment=looks', '120 people are in this segment now.'],
    404: ['/nothing', 'There is no such page'],
  };
  const problems = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const { page, close } = await open(browser, base, {
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: 'reduce',
        bypassCSP: true,
      });
      for (const [name, [path, text]] of Object.entries(pages)) {
        await page.goto(path);
        await page.getByText(text).first().waitFor();
        if (name === 'new') {
          await page.getByLabel('Message', { exact: true }).fill('Hi {{name}} of {{city}}');
          await page.getByText('Hi Person 0 of Pune').waitFor();
        }
        const view = `${name}, ${colorScheme}, ${width}`;
        if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
          problems.push(`${view}: wider than the window`);
        }
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => window.axe.run());
        for (const violation of violations) {
          problems.push(
            `${view}: ${violation.id} at ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
          );
        }
        if (folder) {
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
        }
      }
      await close();
    }
  }
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
}
