import Link from 'next/link';
import type { KafkaRecord } from '@/api/client';
import { time } from '@/format';
import { messages } from '@/messages';
import { recordAddress, topicAddress } from '@/topic/filter';
import { place } from '@/topic/place';
import { valueText } from '@/topic/value';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.topic;

export function RecordList({ records, isPretty }: { records: KafkaRecord[]; isPretty: boolean }) {
  return (
    <Scrolling label={texts.list}>
      <table className="table top-aligned">
        <thead>
          <tr>
            <th scope="col">{texts.time}</th>
            <th scope="col">{texts.place}</th>
            <th scope="col">{texts.conditions.key}</th>
            <th scope="col">{texts.value}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={`${record.partition}@${record.offset}`}>
              <td className="status">{time(record.timestamp)}</td>
              <td className="status">
                <Link href={recordAddress(record.topic, record.partition, record.offset)} prefetch={false}>
                  {place(record.partition, record.offset)}
                </Link>
              </td>
              <td className="wide">
                {record.key == null ? (
                  (record.key_base64 ?? '–')
                ) : (
                  <Link href={topicAddress(record.topic, { key: record.key })} prefetch={false}>
                    {record.key}
                  </Link>
                )}
              </td>
              <td className="value">
                <Value record={record} isPretty={isPretty} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function Value({ record, isPretty }: { record: KafkaRecord; isPretty: boolean }) {
  const text = valueText(record, isPretty);
  return (
    <>
      {text === undefined ? (
        <span className="muted">{texts.tombstone}</span>
      ) : isPretty ? (
        <pre className="pre">{text}</pre>
      ) : (
        <code>{text}</code>
      )}
      {record.headers.length > 0 && (
        <details>
          <summary className="muted">{texts.headers(record.headers.length)}</summary>
          <dl className="pairs">
            {record.headers.map((header, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a record may have several headers of one name
              <div key={index}>
                <dt>{header.name}</dt>
                <dd>{header.value ?? header.value_base64 ?? '–'}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}
