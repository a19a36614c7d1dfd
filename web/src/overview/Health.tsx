import Link from 'next/link';
import type { Campaign } from '@/api/client';
import { count, percent } from '@/format';
import { LastImports } from '@/importing/LastImports';
import { isRunning, useImports } from '@/importing/queries';
import { useLetters } from '@/letters/queries';
import { messages } from '@/messages';
import { concernsOf, importHref } from '@/overview/attention';
import { GroupTable } from '@/pipeline/GroupTable';
import { useGroups } from '@/pipeline/queries';
import { useSession, useSurelyMay } from '@/session/queries';
import { Skeleton } from '@/ui/Skeleton';

const texts = messages.overview;
const SHOWN_IMPORTS = 3;

/** What needs attention, imports that run, and how far each step of the pipeline is behind. */
export function Health({ campaigns }: { campaigns: Campaign[] }) {
  const session = useSession();
  const mayRead = useSurelyMay('kafka:read');
  const letters = useLetters('', '', mayRead);
  const groups = useGroups(mayRead);
  const imports = useImports();
  const concerns = concernsOf({
    campaigns,
    letters: letters.letters,
    hasMoreLetters: letters.hasNextPage,
    groups: groups.data ?? [],
    imports: imports.data ?? [],
  });
  const running = (imports.data ?? []).filter(isRunning);
  if (session.isPending || imports.isPending || letters.isLoading || groups.isLoading) {
    return <Skeleton rows={8} />;
  }
  return (
    <>
      <h2>{texts.attention.title}</h2>
      {concerns.length === 0 ? (
        <p className="ok">{texts.attention.none}</p>
      ) : (
        <ul className="waits">
          {concerns.map(({ text, href }) => (
            <li key={text}>
              {text}{' '}
              <Link href={href} prefetch={false} aria-label={texts.attention.lookAt(text)}>
                {texts.attention.look}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {running.map((job) => (
        <p key={job.import_id}>
          {texts.importing}{' '}
          <Link href={importHref(job)} prefetch={false}>
            {texts.imported(count(job.rows), job.bytes_total == null ? '' : percent(job.bytes_read / job.bytes_total))}
          </Link>
        </p>
      ))}
      {groups.data && (
        <>
          <h2>{texts.pipeline}</h2>
          <GroupTable groups={groups.data} />
        </>
      )}
      <LastImports shown={SHOWN_IMPORTS} />
    </>
  );
}
