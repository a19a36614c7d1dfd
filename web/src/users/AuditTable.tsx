import { time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { useAudit } from '@/users/queries';

const texts = messages.users;

export function AuditTable() {
  const { entries, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit();
  return (
    <>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <p className="loading">{messages.loading}</p>}
      {!isPending && entries.length === 0 && <p>{texts.nothingDone}</p>}
      {entries.length > 0 && (
        <Scrolling label={texts.tabs.audit}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.at}</th>
                <th scope="col">{texts.who}</th>
                <th scope="col">{texts.what}</th>
                <th scope="col" className="number">
                  {texts.answer}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id}>
                  <td>{time(entry.at)}</td>
                  <td className="wide">{entry.principal}</td>
                  <td className="wide">
                    {entry.action.split(' ')[0]} {entry.object}
                  </td>
                  <td className="number">{entry.status}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}
