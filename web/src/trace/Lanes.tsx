import Link from 'next/link';
import type { TraceStep } from '@/api/client';
import { preciseTime } from '@/format';
import { messages } from '@/messages';
import { recordAddress } from '@/topic/filter';
import { place } from '@/topic/place';
import { laneOrder, since } from '@/trace/lanes';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.trace;

/** One row per step in order of time, one column per lane, so that the way of the message is a line through the lanes. */
export function Lanes({ steps }: { steps: TraceStep[] }) {
  const lanes = laneOrder(steps);
  return (
    <Scrolling label={texts.title}>
      <table className="table lanes">
        <thead>
          <tr>
            <th scope="col">{texts.time}</th>
            <th scope="col" className="number">
              {texts.after}
            </th>
            {lanes.map((lane) => (
              <th key={lane} scope="col">
                {texts.lanes[lane]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and only follow each other
            <tr key={index}>
              <td className="status">{preciseTime(step.at)}</td>
              <td className="number">{since(steps, index)}</td>
              {lanes.map((lane) => (
                <td key={lane} className={lane === step.lane ? 'step' : undefined}>
                  {lane === step.lane && <StepText step={step} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function StepText({ step }: { step: TraceStep }) {
  const { record } = step;
  return (
    <>
      {step.what}
      {record != null && (
        <>
          {' '}
          <Link href={recordAddress(record.topic, record.partition, record.offset)} prefetch={false}>
            {place(record.partition, record.offset)}
          </Link>
        </>
      )}
    </>
  );
}
