import { useWindowVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Lead } from '@/api/client';
import { shownAddress } from '@/leads/address';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import type { Rows } from '@/ui/rows';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.leads;
const ROW_PIXELS = 31;
const ROWS_AROUND = 12;
/** Id, name, e-mail, phone and whether the person receives messages. */
const CORE_PIXELS = [150, 150, 260, 130, 150];
const ATTRIBUTE_PIXELS = 130;

interface Props {
  leads: Rows<Lead>;
  label: string;
  /** Attributes with a column of their own. */
  attributes?: string[];
  /** Called as the last rows come near. */
  onEnd: () => void;
}

/** Any number of leads: only the rows near the window are in the page. */
export function LeadTable({ leads, label, attributes = [], onEnd }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  // What stands above the table may change its height.
  useLayoutEffect(() => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
  const virtual = useWindowVirtualizer({
    count: leads.count,
    estimateSize: () => ROW_PIXELS,
    overscan: ROWS_AROUND,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= leads.count - ROWS_AROUND) {
      onEnd();
    }
  }, [last, leads.count, onEnd]);
  const widths = [...CORE_PIXELS, ...attributes.map(() => ATTRIBUTE_PIXELS)];
  return (
    <Scrolling label={label}>
      <table
        className="table many-rows"
        aria-rowcount={leads.count + 1}
        style={{ minWidth: widths.reduce((sum, each) => sum + each) }}
      >
        <colgroup>
          {widths.map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other identity
            <col key={index} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {[texts.id, texts.name, texts.email, texts.phone, texts.messages, ...attributes].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap columns={widths.length} pixels={(shown[0]?.start ?? top) - top} />
          {shown.map(({ index, key }) => {
            const lead = leads.at(index);
            return (
              lead && (
                <tr key={key} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
                  <LeadCells lead={lead} attributes={attributes} />
                </tr>
              )
            );
          })}
          <Gap columns={widths.length} pixels={top + virtual.getTotalSize() - (shown.at(-1)?.end ?? top)} />
        </tbody>
      </table>
    </Scrolling>
  );
}

function LeadCells({ lead, attributes }: { lead: Lead; attributes: string[] }) {
  return (
    <>
      <td>
        <Link href={leadAddress(lead.id)} prefetch={false}>
          {lead.id}
        </Link>
      </td>
      <td>{lead.name ?? '–'}</td>
      <td>{shownAddress(lead.email)}</td>
      <td>{lead.phone ?? '–'}</td>
      <td>{lead.unsubscribed ? texts.unsubscribed : texts.subscribed}</td>
      {attributes.map((name) => (
        <td key={name}>{shownValue(lead.attributes[name])}</td>
      ))}
    </>
  );
}

function shownValue(value: unknown): string {
  if (value === undefined || value === null) {
    return '–';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Takes the place of the rows that are not in the page. */
function Gap({ columns, pixels }: { columns: number; pixels: number }) {
  return (
    pixels > 0 && (
      <tr aria-hidden>
        <td colSpan={columns} className="gap" style={{ height: pixels }} />
      </tr>
    )
  );
}
