import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client, type Role } from '@/api/client';

const PAGE = 100;
const usersKey = ['users'];
const keysKey = ['keys'];

export function useUsers() {
  const query = useInfiniteQuery({
    queryKey: usersKey,
    queryFn: ({ pageParam, signal }) =>
      answer(client.GET('/api/v1/users', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, users: query.data?.pages.flatMap((page) => page.data) ?? [] };
}

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  password: string;
}

export function useAddUser() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewUser) => answer(client.POST('/api/v1/users', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: usersKey }),
  });
}

export function useChangeUser(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { role?: Role; disabled?: boolean }) =>
      answer(client.PUT('/api/v1/users/{id}', { params: { path: { id } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: usersKey }),
  });
}

export function useKeys() {
  return useQuery({
    queryKey: keysKey,
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/keys', { signal }))).data,
  });
}

export function useCreateKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { name: string; role: Role }) =>
      (await answer(client.POST('/api/v1/keys', { body }))).data,
    onSuccess: () => queries.invalidateQueries({ queryKey: keysKey }),
  });
}

export function useRevokeKey(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { error, response } = await client.DELETE('/api/v1/keys/{id}', { params: { path: { id } } });
      if (!response.ok) {
        await answer(Promise.resolve({ error, response }));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keysKey }),
  });
}

/** What was done, the latest first. */
export function useAudit() {
  const query = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      answer(client.GET('/api/v1/audit', { params: { query: { limit: PAGE, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...query, entries: query.data?.pages.flatMap((page) => page.data) ?? [] };
}
