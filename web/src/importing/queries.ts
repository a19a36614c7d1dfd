import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client, type ImportJob } from '@/api/client';
import { headerOf } from '@/importing/header';
import { type Mapping, previewOf, rejectedRows, startImport } from '@/importing/requests';

const SHOWN_IMPORTS = 10;
export const SHOWN_ERRORS = 100;
const FOLLOW_MILLIS = 1_000;

export const isRunning = (job: ImportJob) => job.status === 'queued' || job.status === 'running';

/** What an import of the file would do. */
export function usePreview(file: File | undefined, mapping: Mapping) {
  return useQuery({
    queryKey: ['import-preview', file?.name, file?.size, file?.lastModified, mapping],
    queryFn: file === undefined ? skipToken : ({ signal }) => previewOf(file, mapping, signal),
    placeholderData: keepPreviousData,
  });
}

/** The names of the columns, as read in the browser. */
export function useHeader(file: File | undefined) {
  return useQuery({
    queryKey: ['import-header', file?.name, file?.size, file?.lastModified],
    queryFn: file === undefined ? skipToken : () => headerOf(file),
  });
}

export function useStart() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, mapping, key }: { file: File; mapping: Mapping; key: string }) =>
      startImport(file, mapping, key),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  });
}

/** An import, again every second while it runs. */
export function useImport(id: string) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/imports/{id}', { params: { path: { id } }, signal }))).data,
    refetchInterval: ({ state }) => (state.data === undefined || isRunning(state.data) ? FOLLOW_MILLIS : false),
  });
}

export function useCancel(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answer(client.POST('/api/v1/imports/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['import', id] }),
  });
}

/** The first rejected rows of an import. */
export function useErrors(job: ImportJob) {
  return useQuery({
    queryKey: ['import-errors', job.import_id, job.errors_kept],
    queryFn: ({ signal }) => rejectedRows(job.import_id, SHOWN_ERRORS, signal),
    enabled: job.errors_kept > 0 && !isRunning(job),
  });
}

export function useImports() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/imports', { params: { query: { limit: SHOWN_IMPORTS } }, signal }))).data,
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? FOLLOW_MILLIS : false),
  });
}
