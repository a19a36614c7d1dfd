import type { components, paths } from '@generated/schema';
import createClient from 'openapi-fetch';

type Schemas = components['schemas'];
export type Campaign = Schemas['CampaignView'];
export type CampaignStatus = Campaign['status'];
export type Stats = Schemas['StatsView'];
export type CampaignCheck = Schemas['CheckView'];
export type LeadPreview = Schemas['LeadPreview'];
export type Progress = Pick<
  Campaign,
  'campaign_id' | 'status' | 'stats' | 'progress' | 'leads_per_second' | 'started_at' | 'finished_at'
>;
export type SeriesBucket = Schemas['SeriesBucket'];
export type Diagnosis = Schemas['DiagnosisView'];
export type Waits = Schemas['WaitsView'];
export type Wait = Schemas['Wait'];
export type Analysis = Schemas['AnalysisView'];
export type Delivery = Schemas['DeliveryView'];
export type DeliveryStatus = Delivery['status'];
export type Segment = Schemas['SegmentView'];
export type ListedSegment = Schemas['ListedSegment'];
export type SegmentPreview = Schemas['Preview'];
export type Lead = Schemas['LeadView'];
export type ImportJob = Schemas['ImportView'];
export type ImportPreview = Schemas['ImportPreview'];
export type DeadLetter = Schemas['LetterView'];
export type ReplayResult = Schemas['ReplayedLetter']['result'];
export type TraceStep = Schemas['Step'];
export type StoredDraft = Schemas['DraftView'];
export type Limit = Schemas['LimitLoadView'];
export type SystemInfo = Schemas['SystemView'];
export type Channel = Schemas['ChannelView'];
export type TopicSummary = Schemas['TopicSummary'];
export type GroupSummary = Schemas['GroupSummary'];
export type KafkaRecord = Schemas['RecordView'];
export type RowError = Schemas['RowError'];
export type Session = Schemas['SessionView'];
export type Role = NonNullable<Session['role']>;
export type User = Schemas['UserView'];
export type ApiKey = Schemas['KeyView'];
export type SampleCampaign = Schemas['SampleCampaign'];
export type Summary = Schemas['SummaryView'];
export type AuditEntry = Schemas['AuditEntry'];

export const client = createClient<paths>({ baseUrl: '' });

/** What the server wants to see with each change of somebody who is logged in: the value of a cookie that it has set. */
export function forgeryHeaders(): Record<string, string> {
  const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]+)/)?.[1];
  return token === undefined ? {} : { 'X-XSRF-TOKEN': token };
}

/** Where somebody logs in who has to, and comes back from. */
export const loginAddress = (back: string) => `/login?back=${encodeURIComponent(back)}`;

/** The fragment of a link of the server, with which somebody logs in; empty if the address has none. */
export const linkIn = (fragment: string) => (/^#(setup|link)=/.test(fragment) ? fragment : '');

/**
 * Nobody is logged in, or not any more: the log-in leads back to this page. A first request may be refused before the
 * page has looked at its fragment, so the link goes along.
 */
function leaveForLogin() {
  const { hash, pathname, search } = window.location;
  if (pathname !== '/login') {
    window.location.assign(loginAddress(pathname + search) + linkIn(hash));
  }
}

client.use({
  onRequest({ request }) {
    if (request.method !== 'GET') {
      for (const [name, value] of Object.entries(forgeryHeaders())) {
        request.headers.set(name, value);
      }
    }
    return request;
  },
});

/** A failure of the API: a problem (RFC 9457), or a server that does not answer. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: { field?: string; message?: string }[] = [],
    /** In how many seconds the request is worth repeating; undefined if the server does not say. */
    readonly retryAfter?: number,
  ) {
    super(detail);
  }

  /** The message about this field. */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

/** The server gives seconds, and never a date. */
const secondsIn = (header: string | null) => (/^\d+$/.test(header ?? '') ? Number(header) : undefined);

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a success. @throws ApiProblem otherwise */
export async function answer<T>(request: Promise<Outcome<T>>): Promise<T> {
  let outcome: Outcome<T>;
  try {
    outcome = await request;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiProblem(0, 'The server cannot be reached.');
  }
  const { data, error, response } = outcome;
  if (response.status === 401) {
    leaveForLogin();
  }
  if (data !== undefined && response.ok) {
    return data;
  }
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Partial<Schemas['Problem']>;
  throw new ApiProblem(
    response.status,
    problem.detail ?? `The server answered with ${response.status}.`,
    problem.errors,
    secondsIn(response.headers.get('Retry-After')),
  );
}
