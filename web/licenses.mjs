// Lists the packages whose code is in the pages, with their licences: node licenses.mjs > LICENSES.md (npm run licenses).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = 'node_modules';
const ALLOWED = /^(\(?(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|CC0-1\.0|Unlicense|CC-BY-4\.0)\)?( (OR|AND) )?)+$/;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

/** The place of a package as its user finds it: nested ones first, as Node does. */
function placeOf(name, user) {
  for (let folder = user; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(`/${MODULES}/`)))) {
    const place = folder === '' ? `${MODULES}/${name}` : `${folder}/${MODULES}/${name}`;
    if (lock[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}

// What the dependencies need, and not what only builds and tests need.
const shipped = new Set();
function add(names, user) {
  for (const name of names) {
    const place = placeOf(name, user);
    if (place !== undefined && !shipped.has(place) && !lock[place].optional) {
      shipped.add(place);
      add(Object.keys(lock[place].dependencies ?? {}), place);
    }
  }
}
add(Object.keys(lock[''].dependencies), '');

function holder(place) {
  const file = readdirSync(place).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  const text = file === undefined ? '' : readFileSync(join(place, file), 'utf8');
  return text.match(/^\s*Copyright .*(?:\d{4}|\(c\)).*$/im)?.[0].trim() ?? '';
}

const rows = [...shipped].sort().map((place) => {
  if (!existsSync(place)) throw new Error(`${place} is not installed; run npm ci`);
  const { name, version, license = '' } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  if (!ALLOWED.test(license))
    throw new Error(`${name} ${version}: the licence "${license}" is not one of those allowed`);
  return `| ${name} | ${version} | ${license} | ${holder(place).replaceAll('|', '/')} |`;
});
process.stdout.write(`# Licences of what the pages contain

Made by \`npm run licenses\`; \`PagesIT\` checks that it is current. Packages that only build or test the pages are not listed.

| package | version | licence | copyright |
| --- | --- | --- | --- |
${rows.join('\n')}
`);
