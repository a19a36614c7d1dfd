import { Button, Progress } from '@mantine/core';
import type { ImportJob } from '@/api/client';
import { count, percent, size } from '@/format';
import { ErrorTable } from '@/importing/ErrorTable';
import { isRunning, SHOWN_ERRORS, useCancel, useErrors, useImport } from '@/importing/queries';
import { errorsAddress } from '@/importing/requests';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { Failure, Problem } from '@/ui/Failure';
import { Skeleton } from '@/ui/Skeleton';

const texts = messages.importing;
const OUTCOMES = ['imported', 'updated', 'unchanged', 'rejected', 'unread'] as const;

/** One import: how far it is, what became of its rows, and why rows were rejected. */
export function ImportProgress({ id }: { id: string }) {
  const { data: job, error, refetch } = useImport(id);
  if (job === undefined) {
    return error ? <Failure error={error} onRetry={() => refetch()} /> : <Skeleton rows={8} />;
  }
  return (
    <div className="stack">
      {error && <Failure error={error} onRetry={() => refetch()} />}
      <State job={job} />
      <Totals job={job} />
      {job.fatal && <Problem text={texts.fatal(job.fatal.field, job.fatal.message, job.fatal.line ?? undefined)} />}
      <Rejected job={job} />
    </div>
  );
}

function State({ job }: { job: ImportJob }) {
  const cancel = useCancel(job.import_id);
  useAnnounced(texts.status[job.status]);
  const read = job.bytes_total === 0 ? 0 : job.bytes_read / job.bytes_total;
  return (
    <>
      <p className="row">
        <b data-testid="state">{texts.status[job.status]}</b>
        <span className="muted">{texts.read(percent(read), size(job.bytes_total))}</span>
        {isRunning(job) && (
          <Button
            variant="default"
            size="xs"
            loading={cancel.isPending || job.cancel_requested}
            onClick={() => cancel.mutate()}
          >
            {texts.cancel}
          </Button>
        )}
      </p>
      <Progress value={100 * read} aria-label={texts.progress} />
      {cancel.error && <Failure error={cancel.error} />}
    </>
  );
}

/** The rows are the sum of what became of them, at every moment. */
function Totals({ job }: { job: ImportJob }) {
  return (
    <dl className="facts">
      <div>
        <dt>{texts.rows}</dt>
        <dd data-total="rows">{count(job.rows)}</dd>
      </div>
      {OUTCOMES.map((outcome) => (
        <div key={outcome}>
          <dt>{texts.outcomes[outcome]}</dt>
          <dd data-total={outcome}>{count(job[outcome])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rejected({ job }: { job: ImportJob }) {
  const { data: errors = [], isPending, error, refetch } = useErrors(job);
  if (job.errors_kept === 0 || isRunning(job)) {
    return null;
  }
  return (
    <>
      <h2>{texts.rejectedRows}</h2>
      <p>
        {texts.firstRejected(Math.min(SHOWN_ERRORS, job.errors_kept), job.rejected)}{' '}
        <a href={errorsAddress(job.import_id)} download={`${job.import_id}-rejected.ndjson`}>
          {texts.download(count(job.errors_kept))}
        </a>
      </p>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && <Skeleton rows={1 + Math.min(SHOWN_ERRORS, job.errors_kept)} />}
      {errors.length > 0 && <ErrorTable errors={errors} label={texts.rejectedRows} />}
    </>
  );
}
