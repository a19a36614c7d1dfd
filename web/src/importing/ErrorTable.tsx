import type { RowError } from '@/api/client';
import { messages } from '@/messages';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.importing;

/** Rejected rows with line, column and reason. */
export function ErrorTable({ errors, label }: { errors: RowError[]; label: string }) {
  return (
    <Scrolling label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {texts.line}
            </th>
            <th scope="col">{texts.column}</th>
            <th scope="col">{texts.reason}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error) => (
            <tr key={`${error.line} ${error.field}`}>
              <td className="number">{error.line}</td>
              <td className="wide">{error.field}</td>
              <td className="wide">{error.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
