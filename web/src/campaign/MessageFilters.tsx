import { Button, NativeSelect, TextInput } from '@mantine/core';
import { csvAddress, type DeliveryFilter, filterOf, isFiltered, useDeliveryCount } from '@/campaign/deliveries';
import { count } from '@/format';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { useUrlState, useUrlText } from '@/ui/urlState';

const texts = messages.campaign.list;

/** The conditions for the messages, which are in the address of the page, and what they match. */
export function MessageFilters({ id, filter }: { id: string; filter: DeliveryFilter }) {
  const [{ status = '' }, setUrl] = useUrlState();
  const [error, setError] = useUrlText('error');
  const [chunk, setChunk] = useUrlText('chunk');
  const [lead, setLead] = useUrlText('lead');
  const isNoChunk = chunk !== '' && filterOf({ chunk }).chunk === undefined;
  return (
    <>
      <div className="row" style={{ marginBottom: 12, alignItems: 'end' }}>
        <NativeSelect
          label={texts.status}
          value={status in messages.delivery ? status : ''}
          data={[
            { value: '', label: texts.all },
            ...Object.entries(messages.delivery).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(event) => setUrl({ status: event.currentTarget.value })}
          style={{ width: 150 }}
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
