import Link from 'next/link';
import type { Lead } from '@/api/client';
import { shownAddress } from '@/leads/address';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.leads;

export function LeadTable({ leads, label }: { leads: Lead[]; label: string }) {
  return (
    <Scrolling label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.id}</th>
            <th scope="col">{texts.name}</th>
            <th scope="col">{texts.email}</th>
            <th scope="col">{texts.phone}</th>
            <th scope="col">{texts.messages}</th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <tr key={lead.id}>
              <td className="wide">
                <Link href={leadAddress(lead.id)} prefetch={false}>
                  {lead.id}
                </Link>
              </td>
              <td className="wide">{lead.name ?? '–'}</td>
              <td className="wide">{shownAddress(lead.email)}</td>
              <td>{lead.phone ?? '–'}</td>
              <td className="status">{lead.unsubscribed ? texts.unsubscribed : texts.subscribed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
