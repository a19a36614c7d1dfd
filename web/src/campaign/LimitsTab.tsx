import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, type Campaign, client } from '@/api/client';
import { OtherLimits } from '@/campaign/OtherLimits';
import { campaignKey } from '@/campaign/useLiveCampaign';
import { withKnownNumbers } from '@/live/newest';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { isRate } from '@/ui/rate';
import { toast } from '@/ui/toast';

const texts = messages.campaign.limits;

export function LimitsTab({ campaign }: { campaign: Campaign }) {
  const id = campaign.campaign_id;
  const queries = useQueryClient();
  const [text, setText] = useState(campaign.max_rate?.toString() ?? '');
  const change = useMutation({
    mutationFn: async (maxRate: number | null) =>
      // The description cannot say that null removes the limit, so the body is written by hand.
      (
        await answer(
          client.PATCH('/api/v1/campaigns/{id}', {
            params: { path: { id } },
            body: { max_rate: 1 },
            bodySerializer: () => JSON.stringify({ max_rate: maxRate }),
          }),
        )
      ).data,
    onSuccess: (changed) => queries.setQueryData(campaignKey(id), withKnownNumbers(changed)),
  });
  const isValid = text.trim() === '' || isRate(text);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) {
      const before = campaign.max_rate ?? null;
      change.mutate(text.trim() === '' ? null : Number(text), {
        onSuccess: () =>
          toast(texts.saved, () => {
            setText(before?.toString() ?? '');
            change.mutate(before);
          }),
      });
    }
  };
  return (
    <div className="columns">
      <form onSubmit={save} className="stack" style={{ maxWidth: 420 }}>
        <TextInput
          label={texts.rate}
          description={texts.help}
          inputMode="numeric"
          value={text}
          error={isValid ? undefined : texts.invalid}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {change.error && <Failure error={change.error} />}
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'start' }}>
          {texts.save}
        </Button>
      </form>
      <OtherLimits campaign={campaign} />
    </div>
  );
}
