import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { answer, type Campaign, client, type Diagnosis, type Wait, type Waits } from '@/api/client';
import { KafkaAgreement } from '@/campaign/KafkaAgreement';
import { Remedy } from '@/campaign/Remedy';
import { count, time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';
import { DeliveryState } from '@/ui/Status';

const texts = messages.campaign.why;

/**
 * What the campaign waits for, at once; and the reasons of its messages, for which the server looks through all of them.
 * Both are asked for when the tab opens and on request.
 */
export function WhyTab({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const id = campaign.campaign_id;
  const params = { path: { id } };
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery({
    queryKey: ['waits', id, campaign.status],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/campaigns/{id}/waits', { params, signal }))).data,
    staleTime: 0,
  });
  const diagnosis = useQuery({
    queryKey: ['diagnosis', id, campaign.status],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}/diagnosis', { params, signal }))).data,
    staleTime: 0,
  });
  const lookAgain = () => {
    refetch();
    diagnosis.refetch();
  };
  return (
    <>
      <div className="row" style={{ marginBottom: 12 }}>
        <Button variant="default" size="xs" loading={isFetching} onClick={lookAgain}>
          {texts.refresh}
        </Button>
        {data && <span className="muted">{texts.looked(time(new Date(dataUpdatedAt).toISOString()))}</span>}
      </div>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {!data && !error && <p className="loading">{messages.loading}</p>}
      {data && (
        <>
          {data.waiting_for.length === 0 && <p>{texts.nothing}</p>}
          <ul className="waits">
            {data.waiting_for.map((wait) => (
              <WaitLine key={`${wait.what} ${wait.detail}`} id={id} wait={wait} onChanged={onChanged} />
            ))}
          </ul>
          <Groups groups={data.groups} />
          <h2>{texts.errors}</h2>
          {diagnosis.error && <Failure error={diagnosis.error} onRetry={() => diagnosis.refetch()} />}
          {diagnosis.isPending && <p className="loading">{texts.counting(data.stats.audience)}</p>}
          {diagnosis.data && <Errors id={id} errors={diagnosis.data.errors} />}
        </>
      )}
      {/* Below something that is not known yet, it would move. */}
      {(data || error) && <KafkaAgreement id={id} />}
    </>
  );
}

function WaitLine({ id, wait, onChanged }: { id: string; wait: Wait; onChanged: () => void }) {
  const facts = [
    wait.leads == null ? null : texts.leads(wait.leads),
    wait.until == null ? null : texts.until(time(wait.until)),
  ].filter((fact) => fact !== null);
  return (
    <li>
      {wait.detail} {facts.length > 0 && <span className="muted">({facts.join(', ')})</span>}{' '}
      <Remedy id={id} what={wait.what} onChanged={onChanged} />
    </li>
  );
}

function Groups({ groups }: { groups: Waits['groups'] }) {
  return (
    <>
      <h2>{texts.groups}</h2>
      {groups == null ? (
        <p>{texts.noGroups}</p>
      ) : (
        <Scrolling label={texts.groups}>
          <table className="table" style={{ maxWidth: 560 }}>
            <thead>
              <tr>
                <th scope="col">{texts.group}</th>
                <th scope="col" className="number">
                  {texts.members}
                </th>
                <th scope="col" className="number">
                  {texts.lag}
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr key={group.group}>
                  <td>{group.group}</td>
                  <td className="number">{count(group.members)}</td>
                  <td className="number">{group.lag == null ? '–' : count(group.lag)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </>
  );
}

const messagesAddress = (id: string, { status, error }: Diagnosis['errors'][number]) =>
  `/campaign?${new URLSearchParams({ id, tab: 'messages', status, error })}`;

function Errors({ id, errors }: { id: string; errors: Diagnosis['errors'] }) {
  return (
    <>
      {errors.length === 0 && <p>{texts.noErrors}</p>}
      {errors.map((error) => (
        <p key={`${error.status} ${error.error}`} className="row" style={{ margin: '4px 0' }}>
          <b>{count(error.leads)}</b> <DeliveryState status={error.status} /> <span>{error.error}</span>
          <Link href={messagesAddress(id, error)} prefetch={false} aria-label={`${texts.show}: ${error.error}`}>
            {texts.show}
          </Link>
        </p>
      ))}
    </>
  );
}
