// Writes generated/sample.ts: a program that calls every operation of openapi.json through the typed client, with the
// values of the description as examples. It is only compiled, to hold that a generated client can be used as described.
import { readFileSync, writeFileSync } from 'node:fs';

const api = JSON.parse(readFileSync('openapi.json', 'utf8'));

const resolved = (schema) =>
  schema.$ref === undefined ? schema : api.components.schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];

/** A value that the schema allows: its example, or one that is made from its parts. */
function example(given) {
  const schema = resolved(given);
  if (given.examples) return given.examples[0];
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const variant = (schema.anyOf ?? schema.oneOf ?? [])[0];
  if (variant !== undefined && schema.properties === undefined) return example(variant);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => schema.required?.includes(name) || schema.properties[name].examples)
          .map(([name, property]) => [name, example(property)]),
      );
    case 'array':
      return [example(schema.items)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return true;
    default:
      return schema.format === 'date-time' ? '2030-12-24T09:00:00Z' : 'x';
  }
}

function parameters(operation) {
  const groups = {};
  for (const parameter of operation.parameters ?? []) {
    groups[parameter.in] ??= {};
    groups[parameter.in][parameter.name] = parameter.example ?? example(parameter.schema);
  }
  return groups;
}

function call(path, method, operation) {
  const init = {};
  const params = parameters(operation);
  if (Object.keys(params).length > 0) init.params = params;
  const body = operation.requestBody?.content ?? {};
  const type = Object.keys(body)[0];
  if (type !== undefined) init.body = example(body[type].schema);
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const success = successes[0]?.[1];
  // Beside an answer with a body there may be one without, such as 204.
  const mayBeEmpty = successes.some(([, response]) => response.content === undefined);
  const answer = success?.content?.['application/json']?.schema.$ref;
  const name = answer?.slice(answer.lastIndexOf('/') + 1);
  return `export async function ${operation.operationId}() {
  const { data, error } = await client.${method.toUpperCase()}('${path}', ${JSON.stringify(init)});
  if (error !== undefined) {
    const problem: Schemas['Problem'] = error;
    return problem.detail;
  }
  ${name === undefined ? 'return data;' : `const answer: Schemas['${name}']${mayBeEmpty ? ' | undefined' : ''} = data;\n  return answer${mayBeEmpty ? '?' : ''}.${resolved(success.content['application/json'].schema).properties?.data ? 'data' : 'success'};`}
}
`;
}

const calls = Object.entries(api.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => call(path, method, operation)),
);
writeFileSync(
  'generated/sample.ts',
  `import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
const client = createClient<paths>({ baseUrl: '' });

${calls.join('\n')}`,
);
