import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, client } from '@/api/client';
import { campaignHref } from '@/campaigns/CampaignTable';
import { isOpen } from '@/campaigns/queries';
import { leadAddress } from '@/leads/queries';
import { messages } from '@/messages';
import { segmentHref } from '@/segments/queries';

const LOADED = 200;
const SHOWN_IN_GROUP = 8;
const texts = messages.palette;

/** Somewhere to go. */
export interface Goal {
  href: string;
  name: string;
  note?: string;
  id?: string;
}

interface Group {
  name: string;
  goals: Goal[];
}

/** What the palette offers for a text beside pages: the newest campaigns that contain it, segments, and the lead with exactly this id. */
export function useFound(text: string): Group[] {
  const enabled = text !== '';
  const campaigns = useQuery({
    queryKey: ['palette', 'campaigns', text],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns', { params: { query: { q: text, limit: SHOWN_IN_GROUP } }, signal })))
        .data,
    placeholderData: keepPreviousData,
    enabled,
  });
  const segments = useQuery({
    queryKey: ['palette', 'segments'],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/segments', { params: { query: { limit: LOADED } }, signal }))).data,
    enabled,
  });
  const lead = useQuery({
    queryKey: ['lead', text],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/leads/{id}', { params: { path: { id: text } }, signal }))).data,
    enabled,
  });
  return [
    {
      name: messages.pages.leads,
      goals: lead.data
        ? [{ href: leadAddress(lead.data.id), name: lead.data.id, note: lead.data.name ?? undefined }]
        : [],
    },
    {
      name: messages.pages.campaigns,
      goals: (campaigns.data ?? []).map(({ campaign_id: id, name, status }) => ({
        href: campaignHref(id),
        name,
        id,
        note: messages.status[status],
      })),
    },
    {
      name: messages.pages.segments,
      goals: (segments.data ?? []).map(({ segment_id: id, name }) => ({ href: segmentHref(id), name, id })),
    },
    {
      name: texts.actions,
      goals: [
        { href: '/segment', name: texts.newSegment },
        { href: '/import', name: texts.importFile },
        ...(campaigns.data ?? [])
          .filter(({ status }) => isOpen(status))
          .flatMap(({ campaign_id: id, name }) => [
            { href: `${campaignHref(id)}&tab=why`, name: texts.whyOf(name), id },
            { href: `${campaignHref(id)}&tab=limits`, name: texts.limitOf(name), id },
          ]),
        ...(segments.data ?? []).map(({ segment_id: id, name }) => ({
          href: `/new?segment=${encodeURIComponent(id)}`,
          name: texts.sendTo(name),
          id,
        })),
      ],
    },
  ];
}

/** The goals whose name or id contains the text, some of each group; groups without any are left out. */
export function matching(groups: Group[], text: string): Group[] {
  const wanted = text.trim().toLowerCase();
  const isWanted = ({ name, id = '' }: Goal) =>
    name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted);
  return groups
    .map(({ name, goals }) => ({ name, goals: goals.filter(isWanted).slice(0, SHOWN_IN_GROUP) }))
    .filter(({ goals }) => goals.length > 0);
}
