'use client';

import { HeldUp } from '@/limits/HeldUp';
import { LimitRow } from '@/limits/LimitRow';
import { NewLimit } from '@/limits/NewLimit';
import { type Target, useChange, useLimits } from '@/limits/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';
import { toast } from '@/ui/toast';

const texts = messages.limits;

export function LimitsPage() {
  const { data: limits, error, refetch } = useLimits();
  const change = useChange();
  const apply = (target: Target, perSecond: number | undefined) => {
    const before = limits?.find((limit) => limit.scope === target.scope && limit.name === target.name)?.per_second;
    change.mutate(
      { ...target, perSecond },
      {
        onSuccess: () => {
          toast(texts.changed(target.name, perSecond), () => change.mutate({ ...target, perSecond: before }));
        },
      },
    );
  };
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="muted">{texts.help}</p>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {change.error && <Failure error={change.error} />}
      {limits === undefined && !error && <Skeleton rows={12} />}
      {limits?.length === 0 && <p>{texts.none}</p>}
      {limits && limits.length > 0 && (
        <Scrolling label={texts.title}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.appliesTo}</th>
                <th scope="col" className="number">
                  {texts.now}
                </th>
                <th scope="col" className="number">
                  {texts.waits}
                </th>
                <th scope="col">{texts.perSecond}</th>
              </tr>
            </thead>
            <tbody>
              {limits.map((limit) => (
                <LimitRow
                  key={`${limit.scope} ${limit.name} ${limit.per_second}`}
                  limit={limit}
                  onChange={(perSecond) => apply(limit, perSecond)}
                />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      {limits && <NewLimit onAdd={apply} />}
      {limits && <HeldUp limits={limits} />}
    </>
  );
}
