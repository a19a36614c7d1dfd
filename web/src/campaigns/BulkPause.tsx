import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, type Campaign, client } from '@/api/client';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';

const texts = messages.campaigns.bulk;

interface BulkPauseProperties {
  chosen: Campaign[];
  onPaused: (ids: string[]) => void;
}

/** Pauses the chosen campaigns one by one, and says which ones could not be paused and why. */
export function BulkPause({ chosen, onPaused }: BulkPauseProperties) {
  const queries = useQueryClient();
  const pause = useMutation({
    mutationFn: async (campaigns: Campaign[]) => {
      const paused: string[] = [];
      const refused: string[] = [];
      for (const { campaign_id: id, name } of campaigns) {
        try {
          await answer(client.POST('/api/v1/campaigns/{id}/pause', { params: { path: { id } } }));
          paused.push(id);
        } catch (failure) {
          refused.push(texts.refused(name, failure instanceof Error ? failure.message : String(failure)));
        }
      }
      return { paused, refused };
    },
    onSuccess: ({ paused }) => {
      onPaused(paused);
      return queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
  const paused = pause.data && pause.data.paused.length > 0 ? texts.paused(pause.data.paused.length) : '';
  const refused = pause.data?.refused ?? [];
  useAnnounced([paused, ...refused].join(' '));
  return (
    <div className="row" style={{ marginBottom: 8, minHeight: 30 }}>
      {chosen.length > 0 && (
        <Button variant="default" size="compact-md" loading={pause.isPending} onClick={() => pause.mutate(chosen)}>
          {texts.pause(chosen.length)}
        </Button>
      )}
      {paused}
      {refused.map((text) => (
        <span key={text} className="bad">
          {text}
        </span>
      ))}
    </div>
  );
}
