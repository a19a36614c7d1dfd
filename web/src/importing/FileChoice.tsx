import { Button, FileInput } from '@mantine/core';
import { type DragEvent, useId, useRef, useState } from 'react';
import type { ImportJob, ImportPreview } from '@/api/client';
import { size } from '@/format';
import { FieldChoice } from '@/importing/FieldChoice';
import { MappingTable } from '@/importing/MappingTable';
import { useHeader, usePreview, useStart } from '@/importing/queries';
import type { Mapping } from '@/importing/requests';
import { messages } from '@/messages';
import { Choice } from '@/ui/Choice';
import { Failure } from '@/ui/Failure';
import { newKey } from '@/ui/key';

const texts = messages.importing;
const MODES = ['merge', 'replace'] as const;

/** A file, what it contains, and a button that imports it. Nothing is stored before. */
export function FileChoice({ onStarted }: { onStarted: (job: ImportJob) => void }) {
  const [file, setFile] = useState<File>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [key, setKey] = useState('');
  const modeHelp = useId();
  const preview = usePreview(file, mapping);
  const header = useHeader(file);
  const start = useStart();
  const known = useRef<ImportPreview['file']['columns']>(undefined);

  const choose = (chosen: File | null | undefined) => {
    setFile(chosen ?? undefined);
    setMapping({});
    known.current = undefined;
    setKey(newKey());
    start.reset();
  };
  const change = (changes: Mapping) => {
    setMapping((before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, to]) => to !== '')));
    setKey(newKey());
    start.reset();
  };
  // The choice stays while the server looks at it, and also if it is not possible: the keyboard passes such ones.
  if (preview.data) {
    known.current = preview.data.file.columns;
  }
  const columns = known.current ?? header.data?.map((column) => ({ column, fields: [] as string[] }));
  const map = (field: string, column: string) => change({ [field]: column });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    choose(event.dataTransfer.files[0]);
  };

  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the file input inside does the same for the keyboard */}
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <FileInput
          label={texts.file}
          description={texts.fileHelp}
          placeholder={texts.choose}
          accept=".csv,.tsv,.txt,text/csv"
          value={file ?? null}
          onChange={choose}
          clearable={false}
          styles={{ placeholder: { color: 'var(--muted)' } }}
        />
        {file && <small className="muted">{size(file.size)}</small>}
      </div>
      {preview.error && <Failure error={preview.error} onRetry={() => preview.refetch()} />}
      {file && columns && (
        <FieldChoice
          columns={columns.map(({ column }) => column)}
          columnOf={(field) => mapping[field] ?? columns.find(({ fields }) => fields.includes(field))?.column}
          onMap={map}
        />
      )}
      {file && preview.isPending && !preview.error && <p className="loading">{texts.looking}</p>}
      {file && preview.data && !preview.error && (
        <>
          <MappingTable
            preview={preview.data}
            makesUpAddresses={mapping.make_up_addresses === 'true'}
            onMakeUpAddresses={(isWanted) => change({ make_up_addresses: isWanted ? 'true' : '' })}
          />
          <Choice
            label={texts.mode}
            value={mapping.mode ?? 'merge'}
            options={MODES.map((mode) => ({ value: mode, label: texts.modes[mode] }))}
            onChange={(mode) => change({ mode: mode === 'merge' ? '' : 'replace' })}
            aria-describedby={modeHelp}
            style={{ maxWidth: 460 }}
          />
          <small id={modeHelp} className="muted">
            {texts.modeHelp}
          </small>
          {start.error && <Failure error={start.error} />}
          <Button
            loading={start.isPending}
            disabled={preview.isPlaceholderData}
            onClick={() => start.mutate({ file, mapping, key }, { onSuccess: onStarted })}
            style={{ alignSelf: 'start' }}
          >
            {texts.start(file.name)}
          </Button>
        </>
      )}
    </div>
  );
}
