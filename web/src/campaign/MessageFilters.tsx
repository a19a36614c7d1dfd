import { Button, TextInput } from '@mantine/core';
import type { DeliveryStatus } from '@/api/client';
import { STATUSES_OF } from '@/campaign/accounting';
import {
  csvAddress,
  type DeliveryFilter,
  filterOf,
  isFiltered,
  statusesIn,
  useDeliveryCount,
} from '@/campaign/deliveries';
import { count } from '@/format';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { Choice, labelled } from '@/ui/Choice';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.campaign.list;

const joined = (statuses: readonly DeliveryStatus[]) => statusesIn(statuses.join(',')).join(',');

/** All statuses, those of each number that counts several, and each alone. */
const CHOICES = [
  { value: '', label: texts.all },
  { value: joined(STATUSES_OF.sent), label: texts.groups.sent },
  { value: joined(STATUSES_OF.in_flight), label: texts.groups.in_flight },
  ...labelled(messages.delivery),
];

/** The conditions for the messages, which are in the address of the page, and what they match. */
export function MessageFilters({ id, filter }: { id: string; filter: DeliveryFilter }) {
  const [, setUrl] = useUrlState();
  const statuses = filter.status ?? [];
  const [error, setError] = useUrlText('error');
  const [chunk, setChunk] = useUrlText('chunk');
  const [lead, setLead] = useUrlText('lead');
  const isNoChunk = chunk !== '' && filterOf({ chunk }).chunk === undefined;
  return (
    <>
      <div className="row" style={{ marginBottom: 12, alignItems: 'end' }}>
        <Choice
          label={texts.status}
          value={joined(statuses)}
          // Any other combination comes from the address of the page.
          unlisted={statuses.map((each) => messages.delivery[each]).join(' / ')}
          options={CHOICES}
          onChange={(status) => setUrl({ status })}
          style={{ width: 220 }}
        />
        <TextInput
          label={texts.reason}
          placeholder={texts.reasonHint}
          value={error}
          onChange={(event) => setError(event.currentTarget.value)}
          style={{ width: 220 }}
        />
        <TextInput
          label={texts.lead}
          placeholder={texts.leadHint}
          value={lead}
          onChange={(event) => setLead(event.currentTarget.value)}
          style={{ width: 180 }}
        />
        <TextInput
          label={texts.chunk}
          inputMode="numeric"
          value={chunk}
          error={isNoChunk ? texts.chunkInvalid : undefined}
          onChange={(event) => setChunk(event.currentTarget.value)}
          style={{ width: 90 }}
        />
        <Button component="a" href={csvAddress(id, filter)} download variant="default">
          {texts.download}
        </Button>
        {isFiltered(filter) && (
          <Button
            variant="subtle"
            onClick={() => {
              setError('');
              setChunk('');
              setLead('');
              setUrl({ status: '' });
            }}
          >
            {texts.clear}
          </Button>
        )}
      </div>
      <Matches id={id} filter={filter} />
    </>
  );
}

function Matches({ id, filter }: { id: string; filter: DeliveryFilter }) {
  const { data } = useDeliveryCount(id, filter);
  const text = data && (data.complete ? texts.matches(data.count) : texts.matchesAtLeast(count(data.count)));
  useAnnounced(text);
  return isFiltered(filter) && <p className="muted">{text ?? messages.loading}</p>;
}
