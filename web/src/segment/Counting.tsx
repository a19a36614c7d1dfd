import { ApiProblem } from '@/api/client';
import { count } from '@/format';
import { messages } from '@/messages';
import { useCount, useDifference } from '@/segment/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.segment;

/** How many people the rules select, and what that changes. The last number stays, dimmed, while the next is counted. */
export function Counting({ rules, saved }: { rules: string; saved: string }) {
  const { data, error, isFetching } = useCount(rules);
  const difference = useDifference(rules, saved);
  useAnnounced(!isFetching && data && `${count(data.count)} ${texts.peopleNow}`);
  const isAtRows = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <section aria-label={texts.people}>
      <p className="count" style={{ opacity: isFetching ? 0.7 : 1 }}>
        {error ? (
          <span className="muted">{isAtRows ? texts.invalid : ''}</span>
        ) : (
          data && (
            <>
              <b className="big" data-testid="count">
                {count(data.count)}
              </b>{' '}
              {texts.peopleNow}
              {difference.data && rules !== saved && (
                <span className="muted"> {texts.difference(difference.data.added, difference.data.removed)}</span>
              )}
            </>
          )
        )}
      </p>
      {error && !isAtRows && <Failure error={error} />}
      {!error &&
        data?.unasked.map((each) => (
          <p key={`${each.field} ${each.type}`} className="muted note">
            {texts.unasked(each.field, each.without_value, each.other_type)}
          </p>
        ))}
    </section>
  );
}
