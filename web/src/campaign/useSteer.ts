import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, client } from '@/api/client';
import { campaignKey } from '@/campaign/useLiveCampaign';
import { withKnownNumbers } from '@/live/newest';

export type SteeringChange = 'pause' | 'resume' | 'cancel';

/** Pauses, resumes or cancels a campaign. */
export function useSteer(id: string, onChanged: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (change: SteeringChange) =>
      (await answer(client.POST(`/api/v1/campaigns/{id}/${change}`, { params: { path: { id } } }))).data,
    onSuccess: (changed) => {
      queries.setQueryData(campaignKey(id), withKnownNumbers(changed));
      onChanged();
    },
    // A refusal means that the status is not the one shown.
    onSettled: () => queries.invalidateQueries({ queryKey: campaignKey(id) }),
  });
}
