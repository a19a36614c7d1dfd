import Link from 'next/link';
import type { Campaign } from '@/api/client';
import { settled } from '@/campaign/accounting';
import { Choose, ChooseAll } from '@/campaigns/choosing';
import { type CampaignSort, isMoving } from '@/campaigns/queries';
import { SortHeader } from '@/campaigns/SortHeader';
import { count, time } from '@/format';
import { messages } from '@/messages';
import { Bar } from '@/ui/Bar';
import { Scrolling } from '@/ui/Scrolling';
import { CampaignState } from '@/ui/Status';

const texts = messages.campaigns;

export const campaignHref = (id: string) => `/campaign?id=${encodeURIComponent(id)}`;

interface CampaignTableProperties {
  campaigns: Campaign[];
  label: string;
  /** The order, and how to change it; without it, the order is fixed. */
  order?: { sort: CampaignSort; onSort: (sort: CampaignSort) => void };
  /** What is chosen of the campaigns that can be paused; without it, nothing can be chosen. */
  choice?: { chosen: ReadonlySet<string>; onChoose: (chosen: Set<string>) => void };
}

export function CampaignTable({ campaigns, label, order, choice }: CampaignTableProperties) {
  return (
    <Scrolling label={label}>
      <table className="table">
        <thead>
          <tr>
            {choice && <ChooseAll campaigns={campaigns} {...choice} />}
            <SortHeader text={texts.name} field="name" firstSort="name" order={order} />
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
            <SortHeader text={texts.created} field="created_at" firstSort="-created_at" order={order} />
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <tr key={campaign.campaign_id}>
              {choice && <td>{isMoving(campaign.status) && <Choose campaign={campaign} {...choice} />}</td>}
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
