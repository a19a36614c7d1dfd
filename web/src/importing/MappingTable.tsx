import { Checkbox } from '@mantine/core';
import type { ImportPreview } from '@/api/client';
import { count } from '@/format';
import { ErrorTable } from '@/importing/ErrorTable';
import { messages } from '@/messages';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.importing;

interface Props {
  preview: ImportPreview;
  makesUpAddresses: boolean;
  onMakeUpAddresses: (isWanted: boolean) => void;
}

/** How the file was understood, and what each column becomes. */
export function MappingTable({ preview, makesUpAddresses, onMakeUpAddresses }: Props) {
  const { columns, encoding, delimiter, key } = preview.file;
  return (
    <>
      <p>{texts.understood(encoding, texts.delimiters[delimiter] ?? delimiter, texts.fields[key] ?? key)}</p>
      {!columns.some(({ fields }) => fields.includes('email') || fields.includes('phone')) && (
        <div className="stack">
          <p className={makesUpAddresses ? 'muted' : 'bad'} style={{ margin: 0 }}>
            {texts.noAddress}
          </p>
          <Checkbox
            label={texts.makeUp}
            description={texts.makeUpHelp}
            checked={makesUpAddresses}
            onChange={(event) => onMakeUpAddresses(event.currentTarget.checked)}
          />
        </div>
      )}
      <Columns preview={preview} />
      {preview.errors.length > 0 && (
        <>
          <h2>{texts.wouldBeRejected(preview.errors.length, count(preview.rows))}</h2>
          <ErrorTable errors={preview.errors} label={texts.rejectedRows} />
        </>
      )}
    </>
  );
}

function Columns({ preview }: { preview: ImportPreview }) {
  return (
    <Scrolling label={texts.columns}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.column}</th>
            <th scope="col">{texts.becomes}</th>
            <th scope="col">{texts.type}</th>
            <th scope="col">{texts.samples}</th>
          </tr>
        </thead>
        <tbody>
          {preview.file.columns.map((column, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same header, and none moves
            <tr key={index}>
              <td className="wide">{column.column}</td>
              <td className="wide">
                {[...column.fields.map((field) => texts.fields[field] ?? field), column.attribute]
                  .filter(Boolean)
                  .join(', ') || '–'}
              </td>
              <td>{column.type ?? '–'}</td>
              <td className="wide">{preview.samples[index]?.join(' · ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
