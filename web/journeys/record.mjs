// node journeys/record.mjs URL: plays the story of a first campaign on an empty server and writes it down, with pictures, as
// docs/first-campaign.md, and the live page as an animation, docs/screenshots/live.png.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { animation } from './animation.mjs';
import { findBrowser, launch, loggedIn } from './browser.mjs';
import { tell } from './story.mjs';

const FRAME = { x: 0, y: 0, width: 1280, height: 480 };
const FRAME_MILLIS = 900;
const base = (process.argv[2] ?? 'http://localhost:8080').replace(/\/$/, '');
const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const pictures = join(docs, 'first-campaign');
mkdirSync(pictures, { recursive: true });
const executable = findBrowser();
if (executable === undefined) {
  console.error('There is no Chromium; install it (apt-get install chromium) or name it in the variable CHROMIUM.');
  process.exit(3);
}

const lines = [];
const frames = [];
const begun = Date.now();

/** Minutes and seconds since the beginning. */
function at() {
  const seconds = Math.round((Date.now() - begun) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const teller = {
  async say(text, page, picture) {
    lines.push(`${lines.length + 1}. (${at()}) ${text}`);
    if (picture) {
      await page.screenshot({ path: join(pictures, `${picture}.png`) });
      lines[lines.length - 1] += `\n\n   ![${picture.replaceAll('-', ' ')}](first-campaign/${picture}.png)\n`;
    }
  },
  async live(page, count) {
    for (let frame = 0; frame < count; frame++) {
      frames.push(await page.screenshot({ clip: FRAME }));
      await page.waitForTimeout(FRAME_MILLIS);
    }
  },
};

const browser = await loggedIn(await launch(executable), base);
try {
  await tell({ browser, base, teller });
} finally {
  await browser.close();
}
const text = `# A first campaign

What somebody who is no developer does with a file of customers that has no addresses, in one browser window and without
documentation. The steps were played in Chromium on a real server, by \`npm run story\`; it is also one of the journeys of the
build. Before each step stands the time since the beginning, in minutes and seconds; a person reads and types more slowly than the
browser that plays it.

${lines.join('\n')}
`;
writeFileSync(join(docs, 'first-campaign.md'), text);
writeFileSync(join(docs, 'screenshots', 'live.png'), animation(frames, FRAME_MILLIS));
console.log(
  `docs/first-campaign.md: ${lines.length} steps in ${at()}; docs/screenshots/live.png: ${frames.length} frames`,
);
