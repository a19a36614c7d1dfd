import Link from 'next/link';
import { count, time } from '@/format';
import { useImports } from '@/importing/queries';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.importing;

/** The newest imports, and how each ended. */
export function LastImports({ shown }: { shown?: number }) {
  const { data: jobs = [], error, refetch } = useImports();
  if (error) {
    return <Failure error={error} onRetry={() => refetch()} />;
  }
  if (jobs.length === 0) {
    return null;
  }
  return (
    <>
      <h2>{texts.last}</h2>
      <Scrolling label={texts.last}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{texts.started}</th>
              <th scope="col">{texts.state}</th>
              <th scope="col" className="number">
                {texts.rows}
              </th>
              <th scope="col" className="number">
                {texts.outcomes.rejected}
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.slice(0, shown).map((job) => (
              <tr key={job.import_id}>
                <td>
                  <Link href={`/import?id=${encodeURIComponent(job.import_id)}`} prefetch={false}>
                    {time(job.created_at)}
                  </Link>
                </td>
                <td className="status">{texts.status[job.status]}</td>
                <td className="number">{count(job.rows)}</td>
                <td className="number">{count(job.rejected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}
