// Checks an OpenAPI description with the strictest rules of Redocly and Spectral: node lint.mjs FILE
// Prints one line per finding, warnings too, and ends with status 1 if there is any.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import parsers from '@stoplight/spectral-parsers';
import rulesets from '@stoplight/spectral-rulesets';

const file = process.argv[2];
const source = readFileSync(file, 'utf8');

const redocly = await lintFromString({
  source,
  absoluteRef: file,
  config: await createConfig({ extends: ['recommended-strict'] }),
});
const spectral = new spectralCore.Spectral();
spectral.setRuleset({ extends: [rulesets.oas] });
const findings = await spectral.run(new spectralCore.Document(source, parsers.Json, file));

const lines = [
  ...redocly.map((each) => `redocly ${each.ruleId}: ${each.message} (${each.location[0]?.pointer})`),
  ...findings.map((each) => `spectral ${each.code}: ${each.message} (${each.path.join('/')})`),
];
for (const line of lines) {
  console.log(line);
}
process.exitCode = lines.length > 0 ? 1 : 0;
