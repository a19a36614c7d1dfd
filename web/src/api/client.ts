import type { components, paths } from '@generated/schema';
import createClient from 'openapi-fetch';

type Schemas = components['schemas'];
export type Campaign = Schemas['CampaignView'];
export type CampaignStatus = Campaign['status'];
export type Stats = Schemas['StatsView'];
export type Progress = Pick<
  Campaign,
  'campaign_id' | 'status' | 'stats' | 'progress' | 'leads_per_second' | 'started_at' | 'finished_at'
>;
export type Diagnosis = Schemas['DiagnosisView'];
export type Wait = Schemas['Wait'];
export type Delivery = Schemas['DeliveryView'];
export type DeliveryStatus = Delivery['status'];
export type Segment = Schemas['SegmentView'];
export type SegmentPreview = Schemas['Preview'];
export type Lead = Schemas['LeadView'];

export const client = createClient<paths>({ baseUrl: '' });

/** A failure of the API: a problem (RFC 9457), or a server that does not answer. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: { field?: string; message?: string }[] = [],
  ) {
    super(detail);
  }

  /** The message about this field. */
  about(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

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
  if (data !== undefined && response.ok) {
    return data;
  }
  const problem = (typeof error === 'object' && error !== null ? error : {}) as Partial<Schemas['Problem']>;
  throw new ApiProblem(
    response.status,
    problem.detail ?? `The server answered with ${response.status}.`,
    problem.errors,
  );
}
