import Link from 'next/link';
import type { Campaign } from '@/api/client';
import { settled } from '@/campaign/accounting';
import { count, time } from '@/format';
import { messages } from '@/messages';
import { Bar } from '@/ui/Bar';
import { Scrolling } from '@/ui/Scrolling';
import { CampaignState } from '@/ui/Status';

const texts = messages.campaigns;

export const campaignHref = (id: string) => `/campaign?id=${encodeURIComponent(id)}`;

export function CampaignTable({ campaigns, label }: { campaigns: Campaign[]; label: string }) {
  return (
    <Scrolling label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col">{texts.status}</th>
            <th scope="col" className="number">
              {texts.audience}
            </th>
            <th scope="col" className="number">
              {texts.settled}
            </th>
            <th scope="col" style={{ width: '22%' }}>
              {texts.progress}
            </th>
            <th scope="col" className="number">
              {texts.failed}
            </th>
            <th scope="col">{texts.created}</th>
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.campaign_id}>
              <td className="wide">
                <Link href={campaignHref(campaign.campaign_id)} prefetch={false}>
                  {campaign.name}
                </Link>
              </td>
              <td>
                <CampaignState status={campaign.status} />
              </td>
              <td className="number">{count(campaign.stats.audience)}</td>
              <td className="number">{count(settled(campaign.stats))}</td>
              <td style={{ minWidth: 120 }}>
                <Bar stats={campaign.stats} />
              </td>
              <td className="number">{count(campaign.stats.failed)}</td>
              <td className="status">{time(campaign.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
