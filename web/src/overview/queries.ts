import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, client, type SampleCampaign } from '@/api/client';

const POLL_MILLIS = 10_000;

/** How much is stored, as of a short while ago. */
export function useSummary() {
  return useQuery({
    queryKey: ['summary'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/summary', { signal }))).data,
    refetchInterval: POLL_MILLIS,
  });
}

/**
 * Stores sample customers and a segment of them; doing it twice changes nothing.
 *
 * @param onStored gets a campaign that fits; the caller may be gone by then
 */
export function useSamples(onStored: (campaign: SampleCampaign) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => (await answer(client.POST('/api/v1/samples'))).data,
    onSuccess: ({ campaign }) => {
      onStored(campaign);
      queries.invalidateQueries();
    },
  });
}
