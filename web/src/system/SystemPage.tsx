'use client';

import { useQuery } from '@tanstack/react-query';
import { answer, type Channel, client, type SystemInfo } from '@/api/client';
import { time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';

const texts = messages.system;

const POLL_MILLIS = 5_000;

export function SystemPage() {
  const system = useQuery({
    queryKey: ['system'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/system', { signal }))).data,
    refetchInterval: POLL_MILLIS,
  });
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/channels', { signal }))).data,
  });
  const error = system.error ?? channels.error;
  return (
    <>
      <h1>{texts.title}</h1>
      {error && <Failure error={error} onRetry={() => Promise.all([system.refetch(), channels.refetch()])} />}
      {!system.data && !error && <Skeleton rows={12} />}
      {system.data && <Facts system={system.data} />}
      {system.data && channels.data && <Channels channels={channels.data} />}
      {system.data && !channels.isPending && <Workers system={system.data} />}
    </>
  );
}

function Facts({ system }: { system: SystemInfo }) {
  const facts = [
    [texts.version, system.version ?? texts.notPackaged],
    [texts.store, texts.place(system.store, system.embeds_database)],
    [texts.broker, texts.place('Kafka', system.embeds_kafka)],
    [texts.started, time(system.started_at)],
    [texts.access, system.requires_key ? texts.keys : texts.open],
    [texts.roles, system.roles.join(', ')],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Channels({ channels }: { channels: Channel[] }) {
  return (
    <>
      <h2>{texts.channels}</h2>
      <Scrolling label={texts.channels}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{texts.channel}</th>
              <th scope="col">{texts.state}</th>
              <th scope="col">{texts.sendsTo}</th>
              <th scope="col">{texts.repeats}</th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel.name}>
                <th scope="row">
                  {channel.name}
                  {channel.standard && ` (${texts.standard})`}
                </th>
                <td className={channel.ready ? 'ok' : 'bad'}>
                  {channel.ready ? texts.ready : texts.notReady(channel.reason ?? '')}
                </td>
                <td>{channel.address_fields.map((field) => texts.fields[field] ?? field).join(texts.or)}</td>
                <td>{channel.ready && (channel.repeatable ? texts.dropped : texts.unknown)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}

function Workers({ system }: { system: SystemInfo }) {
  return (
    <>
      <h2>{texts.workers}</h2>
      <Scrolling label={texts.workers}>
        <table className="table">
          <tbody>
            {system.workers.map((worker) => (
              <tr key={worker.name}>
                <th scope="row">{worker.name}</th>
                <td className={worker.state === 'UP' ? 'ok' : 'bad'}>
                  {worker.state === 'UP' ? texts.up : `✕ ${worker.state}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}
