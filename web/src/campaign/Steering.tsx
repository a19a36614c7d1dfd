import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { answer, type Campaign, client } from '@/api/client';
import { Approval } from '@/campaign/Approval';
import { campaignKey } from '@/campaign/useLiveCampaign';
import { useSteer } from '@/campaign/useSteer';
import { isOpen } from '@/campaigns/queries';
import { messages } from '@/messages';
import { useMay } from '@/session/queries';
import { Failure } from '@/ui/Failure';

const texts = messages.campaign.steer;

/** Pause, resume, cancel, and sending again what did not arrive. */
export function Steering({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const id = campaign.campaign_id;
  const [dialog, setDialog] = useState<'cancel' | 'retry' | null>(null);
  const steer = useSteer(id, onChanged);
  const maySteer = useMay('campaigns:steer');
  const mayRetry = useMay('campaigns:retry');
  const maySend = useMay('campaigns:send');
  const { stats, status } = campaign;
  return (
    <div className="stack">
      <Approval campaign={campaign} onChanged={onChanged} />
      <div className="row">
        {maySteer && isOpen(status) && status !== 'paused' && (
          <Button variant="default" loading={steer.isPending} onClick={() => steer.mutate('pause')}>
            {texts.pause}
          </Button>
        )}
        {maySteer && status === 'paused' && (
          <Button loading={steer.isPending} onClick={() => steer.mutate('resume')}>
            {texts.resume}
          </Button>
        )}
        {maySteer && isOpen(status) && (
          <Button variant="default" onClick={() => setDialog('cancel')}>
            {texts.cancel}
          </Button>
        )}
        {mayRetry && status !== 'cancelled' && stats.failed + stats.unknown > 0 && (
          <Button variant="default" onClick={() => setDialog('retry')}>
            {texts.retry}
          </Button>
        )}
        {maySend && (
          <Button component={Link} href={`/new?from=${encodeURIComponent(id)}`} prefetch={false} variant="default">
            {texts.duplicate}
          </Button>
        )}
      </div>
      {steer.error && <Failure error={steer.error} />}
      <Modal opened={dialog === 'cancel'} onClose={() => setDialog(null)} title={texts.cancelSure}>
        <p>{texts.cancelHelp(stats.in_flight)}</p>
        <div className="row">
          <Button variant="default" data-autofocus onClick={() => setDialog(null)}>
            {texts.keep}
          </Button>
          <Button
            color="red.9"
            loading={steer.isPending}
            onClick={() => steer.mutate('cancel', { onSettled: () => setDialog(null) })}
          >
            {texts.cancelNow}
          </Button>
        </div>
      </Modal>
      <Modal opened={dialog === 'retry'} onClose={() => setDialog(null)} title={texts.retrySure}>
        <Retry
          campaign={campaign}
          onDone={() => {
            setDialog(null);
            onChanged();
          }}
        />
      </Modal>
    </div>
  );
}

/** Unknown messages are not chosen at first, because they may have arrived. */
function Retry({ campaign, onDone }: { campaign: Campaign; onDone: () => void }) {
  const id = campaign.campaign_id;
  const queries = useQueryClient();
  const [failed, setFailed] = useState(campaign.stats.failed > 0);
  const [unknown, setUnknown] = useState(false);
  const retry = useMutation({
    mutationFn: () => {
      const statuses = [...(failed ? (['failed'] as const) : []), ...(unknown ? (['unknown'] as const) : [])];
      return answer(client.POST('/api/v1/campaigns/{id}/retry', { params: { path: { id } }, body: { statuses } }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: campaignKey(id) });
      onDone();
    },
  });
  return (
    <div className="stack">
      {campaign.stats.failed > 0 && (
        <Checkbox
          label={texts.retryFailed(campaign.stats.failed)}
          checked={failed}
          onChange={(event) => setFailed(event.currentTarget.checked)}
        />
      )}
      {campaign.stats.failed > 0 && <small className="muted">{texts.retryHelp}</small>}
      {campaign.stats.unknown > 0 && (
        <Checkbox
          label={texts.retryUnknown(campaign.stats.unknown)}
          checked={unknown}
          onChange={(event) => setUnknown(event.currentTarget.checked)}
        />
      )}
      {retry.error && <Failure error={retry.error} />}
      <Button disabled={!failed && !unknown} loading={retry.isPending} onClick={() => retry.mutate()}>
        {texts.retryNow}
      </Button>
    </div>
  );
}
