'use client';

import Link from 'next/link';
import { messages } from '@/messages';
import { GroupTable } from '@/pipeline/GroupTable';
import { useGroups, useTopics } from '@/pipeline/queries';
import { TopicTable } from '@/pipeline/TopicTable';
import { Failure } from '@/ui/Failure';

const ORDER = ['campaign.jobs', 'campaign.send_jobs', 'campaign.delivery_receipts', 'campaign.dead_letters'];

/** In the order in which messages pass the topics; what is not of the pipeline comes first. */
const inOrder = <T,>(rows: T[], topicOf: (row: T) => string | undefined) =>
  rows.toSorted((a, b) => ORDER.indexOf(topicOf(a) ?? '') - ORDER.indexOf(topicOf(b) ?? ''));

const texts = messages.pipeline;

export function PipelinePage() {
  const topics = useTopics();
  const groups = useGroups();
  const error = topics.error ?? groups.error;
  return (
    <>
      <div className="row spread">
        <h1>{texts.title}</h1>
        <Link href="/dead-letters" prefetch={false}>
          {messages.pages.letters}
        </Link>
      </div>
      <p className="muted">{texts.help}</p>
      {error && <Failure error={error} onRetry={() => Promise.all([topics.refetch(), groups.refetch()])} />}
      <h2>{texts.steps}</h2>
      {groups.data ? (
        <GroupTable groups={inOrder(groups.data, ({ topics: [topic] }) => topic)} />
      ) : (
        !error && <p className="loading">{messages.loading}</p>
      )}
      <h2>{texts.topics}</h2>
      {topics.data ? (
        <TopicTable topics={inOrder(topics.data.topics, ({ topic }) => topic)} rates={topics.data.rates} />
      ) : (
        !error && <p className="loading">{messages.loading}</p>
      )}
    </>
  );
}
