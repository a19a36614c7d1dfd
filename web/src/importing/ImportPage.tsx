'use client';

import Link from 'next/link';
import { FileChoice } from '@/importing/FileChoice';
import { ImportProgress } from '@/importing/ImportProgress';
import { LastImports } from '@/importing/LastImports';
import { useImport } from '@/importing/queries';
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
        <>
          <FileChoice onStarted={(job) => setUrl({ id: job.import_id })} />
          <LastImports />
        </>
      ) : (
        <OneImport key={id} id={id} />
      )}
    </>
  );
}

function OneImport({ id }: { id: string }) {
  const { isPending } = useImport(id);
  return (
    <>
      <ImportProgress id={id} />
      {!isPending && (
        <>
          <p>
            <Link href="/segment" prefetch={false}>
              {texts.next}
            </Link>
          </p>
          <p>
            <Link href="/import">{texts.another}</Link>
          </p>
          <LastImports />
        </>
      )}
    </>
  );
}
