import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client, type Limit } from '@/api/client';

const KEY = ['limits'];
/** As often as the server counts who waits. */
const REFRESH_MILLIS = 3_000;

export type Target = Pick<Limit, 'scope' | 'name'>;

export function useLimits() {
  return useQuery({
    queryKey: KEY,
    refetchInterval: REFRESH_MILLIS,
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/limits', { signal }))).data,
  });
}

/** Sets a limit, or removes it if there is no rate. */
export function useChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ scope, name, perSecond }: Target & { perSecond: number | undefined }) => {
      const params = { path: { scope, name } };
      if (perSecond === undefined) {
        const { error, response } = await client.DELETE('/api/v1/limits/{scope}/{name}', { params });
        // An answer without a body is no success for answer().
        if (!response.ok) {
          await answer(Promise.resolve({ error, response }));
        }
      } else {
        await answer(client.PUT('/api/v1/limits/{scope}/{name}', { params, body: { per_second: perSecond } }));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
