// node journeys/run.mjs URL [NAME] [SCREENSHOT FOLDER]: runs the journeys whose names contain NAME, or with !NAME the others, against a server
// (NAME may be several, with | between them), logged in as its owner (MINI_CRM_TOKEN, or admin-token in the folder MINI_CRM_DATA).
// Most of a journey is waiting, so several run at once (JOURNEYS_AT_ONCE, default 3). Exit code 3 if there is no browser.
import { api } from './api.mjs';
import { findBrowser, launch, loggedIn } from './browser.mjs';
import { campaignJourneys } from './campaigns.mjs';
import { first } from './first.mjs';
import { journeys } from './journeys.mjs';
import { kafka } from './kafka.mjs';
import { keys } from './keys.mjs';
import { looks } from './looks.mjs';
import { messageJourneys } from './messages.mjs';
import { segmentJourneys } from './segments.mjs';
import { stateJourneys } from './states.mjs';
import { story } from './story.mjs';

const [url, name = '', folder] = process.argv.slice(2);
const base = url.replace(/\/$/, '');
const executable = findBrowser();
if (executable === undefined) {
  console.error('There is no Chromium; install it (apt-get install chromium) or name it in the variable CHROMIUM.');
  process.exit(3);
}
const AT_ONCE = Number(process.env.JOURNEYS_AT_ONCE ?? 3);
/** The longest come first, so that no single one is left at the end. */
const all = {
  'every page is accessible and fits, in both schemes': looks,
  ...story,
  ...journeys,
  ...campaignJourneys,
  ...kafka,
  ...keys,
  ...messageJourneys,
  ...segmentJourneys,
  ...stateJourneys,
};
const isNamed = (title, names) => names.split('|').some((each) => title.includes(each));
const isWanted = (title) => (name.startsWith('!') ? !isNamed(title, name.slice(1)) : isNamed(title, name));
const browser = await loggedIn(await launch(executable), base);
let failures = 0;

async function play([title, journey]) {
  const begun = Date.now();
  try {
    await journey({ browser, base, api: api(base), folder });
    console.log(`passed ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (failure) {
    failures++;
    console.log(`FAILED ${title}\n${failure.stack ?? failure}`);
  }
}

const wanted = (journeys) => Object.entries(journeys).filter(([title]) => isWanted(title));

async function playOneAfterAnother(journeys) {
  for (let next = journeys.shift(); next !== undefined; next = journeys.shift()) {
    await play(next);
  }
}

// The first needs a server on which nothing has happened.
await playOneAfterAnother(wanted(first));
const waiting = wanted(all);
await Promise.all(Array.from({ length: AT_ONCE }, () => playOneAfterAnother(waiting)));
await browser.close();
process.exit(failures === 0 ? 0 : 1);
