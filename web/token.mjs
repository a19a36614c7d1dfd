// The API key for a server: MINI_CRM_TOKEN, or the owner's token in MINI_CRM_DATA, as the commands read them.
import { readFileSync } from 'node:fs';

/** Undefined if there is none, which is enough for a server with MINI_CRM_AUTH=off. */
export function findToken() {
  if (process.env.MINI_CRM_TOKEN) {
    return process.env.MINI_CRM_TOKEN;
  }
  try {
    return readFileSync(`${process.env.MINI_CRM_DATA ?? '../data'}/admin-token`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The headers of a request, with the key. */
export function withToken(headers = {}) {
  const token = findToken();
  return token === undefined ? headers : { ...headers, Authorization: `Bearer ${token}` };
}
