import Link from 'next/link';
import type { GroupSummary } from '@/api/client';
import { count, duration, rate } from '@/format';
import { messages } from '@/messages';
import { topicAddress } from '@/topic/filter';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.pipeline;

export function GroupTable({ groups }: { groups: GroupSummary[] }) {
  return (
    <Scrolling label={texts.steps}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.group}</th>
            <th scope="col">{texts.reads}</th>
            <th scope="col" className="number">
              {texts.members}
            </th>
            <th scope="col" className="number">
              {texts.lag}
            </th>
            <th scope="col" className="number">
              {texts.read}
            </th>
            <th scope="col" className="number">
              {texts.left}
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.group}>
              <td className="wide">
                {group.group}
                {group.members === 0 && <span className="bad"> {texts.nobody}</span>}
              </td>
              <td>
                {group.topics.map((topic) => (
                  <Link key={topic} href={topicAddress(topic)} prefetch={false}>
                    {topic}
                  </Link>
                ))}
              </td>
              <td className="number">{count(group.members)}</td>
              <td className="number">{count(group.lag)}</td>
              <td className="number">{group.rate_per_second == null ? '–' : rate(group.rate_per_second)}</td>
              <td className="number">{left(group)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function left(group: GroupSummary): string {
  if (group.lag === 0) {
    return texts.upToDate;
  }
  return group.seconds_left == null ? texts.notMoving : duration(group.seconds_left);
}
