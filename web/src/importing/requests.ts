import {
  ApiProblem,
  answer,
  client,
  forgeryHeaders,
  type ImportJob,
  type ImportPreview,
  type RowError,
} from '@/api/client';

/** How much of a file is enough to see what it contains. */
const BEGINNING_BYTES = 64 * 1024;

/** How a file is read: a column for each field that is not found by its header, and what becomes of what is stored. */
export type Mapping = Record<string, string>;

/** What an import of the file would do, from its beginning. */
export async function previewOf(file: File, mapping: Mapping, signal: AbortSignal): Promise<ImportPreview> {
  const beginning = await file.slice(0, BEGINNING_BYTES).arrayBuffer();
  return send<ImportPreview>('/api/v1/imports/preview', mapping, beginning, { signal });
}

/** Sends the file and starts its import. Repeating it with the same key starts no second one. */
export function startImport(file: File, mapping: Mapping, key: string): Promise<ImportJob> {
  return send<ImportJob>('/api/v1/imports', mapping, file, { headers: { 'Idempotency-Key': key } });
}

/** The first rejected rows. The server sends one JSON object per line, of which the first are enough to show. */
export async function rejectedRows(id: string, shown: number, signal: AbortSignal): Promise<RowError[]> {
  const text = await answer<string>(
    client.GET('/api/v1/imports/{id}/errors', { params: { path: { id } }, parseAs: 'text', signal }) as Promise<{
      data?: string;
      error?: unknown;
      response: Response;
    }>,
  );
  return text
    .split('\n', shown)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RowError);
}

export const errorsAddress = (id: string) => `/api/v1/imports/${encodeURIComponent(id)}/errors`;

/** A file is no JSON, so the typed client cannot send it. */
async function send<T>(path: string, mapping: Mapping, body: BodyInit, init: RequestInit): Promise<T> {
  const response = await fetch(`${path}?${new URLSearchParams(mapping)}`, {
    ...init,
    method: 'POST',
    headers: { ...forgeryHeaders(), ...init.headers, 'Content-Type': 'text/csv' },
    body,
  }).catch((failure: unknown) => {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiProblem(0, 'The server cannot be reached.');
  });
  const content: unknown = await response.json().catch(() => undefined);
  const { data } = await answer<{ data: T }>(
    Promise.resolve(response.ok ? { data: content as { data: T }, response } : { error: content, response }),
  );
  return data;
}
