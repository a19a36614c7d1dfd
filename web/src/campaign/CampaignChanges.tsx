import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, answer, type Campaign, client } from '@/api/client';
import { instantOf, localTime } from '@/campaign/localTime';
import { campaignKey } from '@/campaign/useLiveCampaign';
import { withKnownNumbers } from '@/live/newest';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { toast } from '@/ui/toast';

const texts = messages.campaign.changes;

/** The name, and the start as long as the campaign has not begun. */
export function CampaignChanges({ campaign }: { campaign: Campaign }) {
  const id = campaign.campaign_id;
  const queries = useQueryClient();
  const [name, setName] = useState(campaign.name);
  const isScheduled =
    campaign.scheduled_at != null && (campaign.status === 'scheduled' || campaign.status === 'paused');
  const stored = isScheduled ? localTime(campaign.scheduled_at) : '';
  const [start, setStart] = useState(stored);
  const change = useMutation({
    mutationFn: async () =>
      (
        await answer(
          client.PATCH('/api/v1/campaigns/{id}', {
            params: { path: { id } },
            body: {
              name: name === campaign.name ? undefined : name,
              scheduled_at: start === stored ? undefined : (instantOf(start) ?? 'now'),
            },
          }),
        )
      ).data,
    onSuccess: (changed) => {
      queries.setQueryData(campaignKey(id), withKnownNumbers(changed));
      toast(texts.saved);
    },
  });
  const problem = change.error instanceof ApiProblem ? change.error : null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={save} className="stack" style={{ maxWidth: 420 }}>
      <TextInput
        label={texts.name}
        value={name}
        error={problem?.about('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {isScheduled && (
        <TextInput
          type="datetime-local"
          label={texts.start}
          description={texts.startHelp}
          value={start}
          error={problem?.about('scheduled_at')}
          onChange={(event) => setStart(event.currentTarget.value)}
        />
      )}
      {problem !== null && problem.errors.length === 0 && <Failure error={problem} />}
      <Button
        type="submit"
        variant="default"
        disabled={name === campaign.name && start === stored}
        loading={change.isPending}
        style={{ alignSelf: 'start' }}
      >
        {texts.save}
      </Button>
    </form>
  );
}
