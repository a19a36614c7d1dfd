import Link from 'next/link';
import type { TopicSummary } from '@/api/client';
import { count, rate, size } from '@/format';
import { messages } from '@/messages';
import type { Rates } from '@/pipeline/rates';
import { topicAddress } from '@/topic/filter';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.pipeline;

export function TopicTable({ topics, rates }: { topics: TopicSummary[]; rates: Rates }) {
  return (
    <Scrolling label={texts.topics}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.topic}</th>
            <th scope="col" className="number">
              {texts.messages}
            </th>
            <th scope="col" className="number">
              {texts.written}
            </th>
            <th scope="col" className="number">
              {texts.lag}
            </th>
            <th scope="col" className="number">
              {texts.size}
            </th>
            <th scope="col" className="number">
              {texts.partitions}
            </th>
          </tr>
        </thead>
        <tbody>
          {topics.map((topic) => {
            const written = rates.get(topic.topic);
            return (
              <tr key={topic.topic}>
                <td className="wide">
                  <Link href={topicAddress(topic.topic)} prefetch={false}>
                    {topic.topic}
                  </Link>
                </td>
                <td className="number">{count(topic.messages)}</td>
                <td className="number">{written === undefined ? '–' : rate(written)}</td>
                <td className="number">{topic.lag == null ? '–' : count(topic.lag)}</td>
                <td className="number">{topic.bytes == null ? '–' : size(topic.bytes)}</td>
                <td className="number">{count(topic.partitions)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrolling>
  );
}
