import Link from 'next/link';
import type { Campaign, Limit } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { OPEN, useCampaigns } from '@/campaigns/queries';
import { count, rate } from '@/format';
import { messages } from '@/messages';
import { Scrolling } from '@/ui/Scrolling';

const texts = messages.limits;

/** The campaigns in progress: the limits that they have, how fast they are, and how many of their people wait. */
export function HeldUp({ limits }: { limits: Limit[] }) {
  const { campaigns, isPending } = useCampaigns({ status: OPEN });
  const open = campaigns.filter((campaign) => campaign.stats.in_flight > 0);
  return (
    <>
      <h2>{texts.heldUp}</h2>
      {isPending && <p className="loading">{messages.loading}</p>}
      {!isPending && open.length === 0 && <p>{texts.nobody}</p>}
      {open.length > 0 && (
        <Scrolling label={texts.heldUp}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{messages.campaign.title}</th>
                <th scope="col">{texts.own}</th>
                <th scope="col" className="number">
                  {texts.current}
                </th>
                <th scope="col">{texts.waitsFor}</th>
                <th scope="col" className="number">
                  {texts.postponed}
                </th>
                <th scope="col" className="number">
                  {texts.waiting}
                </th>
              </tr>
            </thead>
            <tbody>
              {open.map((campaign) => (
                <tr key={campaign.campaign_id}>
                  <td className="wide">
                    <Link href={`${campaignHref(campaign.campaign_id)}&tab=limits`} prefetch={false}>
                      {campaign.name}
                    </Link>
                  </td>
                  <td>{limitsOf(campaign, limits)}</td>
                  <td className="number">
                    {campaign.leads_per_second == null ? '–' : rate(campaign.leads_per_second)}
                  </td>
                  <td>{waitsOf(campaign, limits) || '–'}</td>
                  <td className="number">{count(campaign.stats.postponed)}</td>
                  <td className="number">{count(campaign.stats.in_flight)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </>
  );
}

/** The limits that have postponed messages of the campaign, each with how many. */
function waitsOf(campaign: Campaign, limits: Limit[]): string {
  return limits
    .flatMap((limit) =>
      limit.held_up
        .filter((held) => held.campaign_id === campaign.campaign_id)
        .map((held) => texts.waitFor(held.postponed, limit.name)),
    )
    .join(', ');
}

function limitsOf(campaign: Campaign, limits: Limit[]): string {
  const channel = limits.find((limit) => limit.scope === 'channel' && limit.name === campaign.channel);
  const all = [
    campaign.max_rate == null ? [] : [texts.ofCampaign(campaign.max_rate)],
    channel === undefined ? [] : [texts.ofChannel(channel.name, channel.per_second)],
  ].flat();
  return all.length === 0 ? texts.noneOfItsOwn : all.join(', ');
}
