'use client';

import Link from 'next/link';
import { FileChoice } from '@/importing/FileChoice';
import { ImportProgress } from '@/importing/ImportProgress';
import { LastImports } from '@/importing/LastImports';
import { messages } from '@/messages';
import { useUrlState } from '@/ui/urlState';

const texts = messages.importing;

/** One import if the address names one, else a file to choose. */
export function ImportPage() {
  const [{ id = '' }, setUrl] = useUrlState();
  return (
    <>
      <h1>{texts.title}</h1>
      {id === '' ? (
        <FileChoice onStarted={(job) => setUrl({ id: job.import_id })} />
      ) : (
        <>
          <ImportProgress key={id} id={id} />
          <p>
            <Link href="/segment" prefetch={false}>
              {texts.next}
            </Link>
          </p>
          <p>
            <Link href="/import">{texts.another}</Link>
          </p>
        </>
      )}
      <LastImports />
    </>
  );
}
