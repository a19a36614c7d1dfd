// Finishes an export: a Content-Security-Policy for each page, compressed copies, and the size budget.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ROOT = 'out';
const BUDGET_KB = { script: { default: 240, new: 320, segment: 320 }, style: 40 };
const TEXT = /\.(html|js|css|txt|svg|json)$/;
const WORTH_COMPRESSING = 1024;

const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

// Nonces are impossible in an export, so that each inline script is named by its hash.
function policy(html) {
  const hashes = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

for (const file of files.filter((name) => name.endsWith('.html'))) {
  const html = readFileSync(file, 'utf8');
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}"/>`;
  writeFileSync(file, html.replace('<head>', `<head>${meta}`));
}

const compressed = new Map();
for (const file of files.filter((name) => TEXT.test(name))) {
  const content = readFileSync(file);
  if (content.length < WORTH_COMPRESSING) {
    continue;
  }
  const gz = gzipSync(content, { level: 9 });
  compressed.set(file, gz.length);
  writeFileSync(`${file}.gz`, gz);
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
}

function sizeOf(html, pattern) {
  const paths = new Set([...html.matchAll(pattern)].map(([, path]) => path));
  return (
    [...paths].reduce((sum, path) => {
      const file = join(ROOT, decodeURIComponent(path));
      return sum + (compressed.get(file) ?? readFileSync(file).length);
    }, 0) / 1024
  );
}

const sizes = {};
let isOver = false;
for (const file of files.filter((name) => /^out\/[^/]+\.html$/.test(name))) {
  const page = file.slice(ROOT.length + 1, -'.html'.length);
  const html = readFileSync(file, 'utf8').replace(/<script[^>]*noModule[^>]*>/gi, '');
  const script = sizeOf(html, /<script[^>]*\ssrc="([^"]+\.js)"/g);
  const style = sizeOf(html, /<link[^>]*\shref="([^"]+\.css)"/g);
  sizes[page] = { script_kb: Math.round(script), style_kb: Math.round(style) };
  const limit = BUDGET_KB.script[page] ?? BUDGET_KB.script.default;
  if (script > limit || style > BUDGET_KB.style) {
    isOver = true;
    console.error(
      `/${page} loads ${script.toFixed(0)} KB of scripts (limit ${limit}) and ${style.toFixed(0)} KB of styles (limit ${BUDGET_KB.style}).`,
    );
  }
}
writeFileSync(join('.next', 'sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`);
writeFileSync(join(ROOT, '.built'), '');
process.exit(isOver ? 1 : 0);
