import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, type Campaign, client } from '@/api/client';
import { campaignKey } from '@/campaign/useLiveCampaign';
import { messages } from '@/messages';
import { useSession } from '@/session/queries';
import { Failure } from '@/ui/Failure';

const texts = messages.campaign.approval;

/** What a large campaign waits for before it begins: the consent of somebody else than its creator. */
export function Approval({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const id = campaign.campaign_id;
  const queries = useQueryClient();
  const { data: session } = useSession();
  const mayNeedIt = campaign.status === 'queued' && campaign.started_at == null;
  const { data } = useQuery({
    queryKey: ['approval', id, campaign.planned_at],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}/approval', { params: { path: { id } }, signal }))).data,
    enabled: mayNeedIt,
    // The audience is frozen a moment after the campaign was created.
    refetchInterval: ({ state }) => (state.data?.required ? false : 2_000),
  });
  const approve = useMutation({
    mutationFn: (digest: string) =>
      answer(client.POST('/api/v1/campaigns/{id}/approve', { params: { path: { id } }, body: { digest } })),
    onSuccess: onChanged,
    onSettled: () => {
      queries.invalidateQueries({ queryKey: ['approval', id] });
      queries.invalidateQueries({ queryKey: campaignKey(id) });
    },
  });
  const digest = data?.digest;
  if (!mayNeedIt || !data?.required || digest == null || data.approved_by != null) {
    return null;
  }
  const mayApprove = session?.scopes.includes('campaigns:approve') && session.name !== data.created_by;
  return (
    <div className="stack">
      <p>{texts.waits(data.audience, data.created_by)}</p>
      {mayApprove && (
        <div className="row">
          <Button loading={approve.isPending} onClick={() => approve.mutate(digest)}>
            {texts.approve(data.audience)}
          </Button>
        </div>
      )}
      {approve.error && <Failure error={approve.error} />}
    </div>
  );
}
