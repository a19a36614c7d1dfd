import { Button } from '@mantine/core';
import Link from 'next/link';
import type { DeadLetter } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { count, time } from '@/format';
import { messages } from '@/messages';
import { recordAddress } from '@/topic/filter';
import { pretty } from '@/ui/pretty';

const texts = messages.letters;

/** The other headers say what is shown above. */
const isOfTheRecord = (header: { name: string }) => !header.name.startsWith('kafka_dlt-');

interface Props {
  letter: DeadLetter;
  isReplaying: boolean;
  onReplay: () => void;
}

export function LetterCard({ letter, isReplaying, onReplay }: Props) {
  const place = `${letter.partition}:${letter.offset}`;
  return (
    <li>
      <div className="row spread">
        <b className="wide">{letter.message ?? letter.exception ?? texts.noReason}</b>
        {letter.replayed ? (
          <span className="ok">{texts.replayed}</span>
        ) : (
          <Button
            variant="default"
            size="xs"
            disabled={isReplaying}
            onClick={onReplay}
            aria-label={texts.replayOf(place)}
          >
            {texts.replay}
          </Button>
        )}
      </div>
      <p className="muted">
        {time(letter.at)} · <Origin letter={letter} />
        {letter.replays > 0 && ` · ${texts.replays(letter.replays)}`}
        {letter.campaign_id != null && (
          <>
            {' · '}
            <Link href={campaignHref(letter.campaign_id)} prefetch={false}>
              {letter.campaign_id}
            </Link>
          </>
        )}
      </p>
      <details>
        <summary>{texts.record(place)}</summary>
        <dl className="pairs">
          <dt>{texts.key}</dt>
          <dd>{letter.key ?? '–'}</dd>
          {letter.headers.filter(isOfTheRecord).map((header, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a record may have several headers of one name
            <div key={index}>
              <dt>{header.name}</dt>
              <dd>{header.value ?? header.value_base64 ?? '–'}</dd>
            </div>
          ))}
        </dl>
        <pre className="pre">
          {letter.value == null ? (letter.value_base64 ?? texts.tombstone) : pretty(letter.value)}
        </pre>
        {letter.truncated && <p className="muted">{texts.truncated}</p>}
      </details>
    </li>
  );
}

/** The record that became the letter. */
function Origin({ letter }: { letter: DeadLetter }) {
  const { original_topic: topic, original_partition: partition, original_offset: offset } = letter;
  if (topic == null) {
    return texts.unknownOrigin;
  }
  if (partition == null || offset == null) {
    return topic;
  }
  return (
    <>
      <Link href={recordAddress(topic, partition, offset)} prefetch={false}>
        {topic} {partition}@{count(offset)}
      </Link>
      {letter.consumer_group != null && `, ${texts.readBy(letter.consumer_group)}`}
    </>
  );
}
