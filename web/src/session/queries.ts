import { useMutation, useQuery } from '@tanstack/react-query';
import { answer, client } from '@/api/client';

/** Who is logged in. It is asked for once for each page that is loaded. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/session', { signal }))).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether the caller has a scope; true until that is known, because the server decides in the end. */
export function useMay(scope: string): boolean {
  const { data } = useSession();
  return data === undefined || data.scopes.includes(scope);
}

/** The same, but false until that is known, so that nothing is asked for that would be refused. */
export function useSurelyMay(scope: string): boolean {
  const { data } = useSession();
  return data?.scopes.includes(scope) ?? false;
}

/** Loads the page again, so that nothing of what somebody else has seen remains. */
export function goTo(address: string) {
  window.location.assign(address);
}

export function useLogOut() {
  return useMutation({
    // The identity provider has a page of its own for the rest of the log-out.
    mutationFn: async () => (await client.DELETE('/api/v1/session')).data?.data.continue_at,
    onSettled: (continueAt) => goTo(continueAt ?? '/login'),
  });
}

/** A path of these pages, and never the address of another site. */
export function pathOf(back: string | null): string {
  return back?.startsWith('/') && !/^\/[/\\]/.test(back) && !back.startsWith('/login') ? back : '/';
}
