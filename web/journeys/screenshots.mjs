// node journeys/screenshots.mjs URL: looks at every page of a server, and keeps a picture of each in docs/screenshots. The
// server needs a dead letter, such as: echo nonsense | ./mini-crm kafka produce campaign.jobs --lines --key broken
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
mkdirSync(folder, { recursive: true });
const run = fileURLToPath(new URL('run.mjs', import.meta.url));
const url = process.argv[2] ?? 'http://localhost:8080';
process.exit(spawnSync(process.execPath, [run, url, 'accessible', folder], { stdio: 'inherit' }).status ?? 1);
