import { Alert, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ApiKey, Role } from '@/api/client';
import { time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { Scrolling } from '@/ui/Scrolling';
import { useCreateKey, useKeys, useRevokeKey } from '@/users/queries';
import { RoleChoice } from '@/users/RoleChoice';

const texts = messages.users;

/** The id of the key that cannot be revoked. */
const OWNER = 'owner';

export function KeysTab() {
  const { data, error, refetch } = useKeys();
  return (
    <>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {!data && !error && <p className="loading">{messages.loading}</p>}
      {data && (
        <Scrolling label={texts.tabs.keys}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.name}</th>
                <th scope="col">{texts.scopes}</th>
                <th scope="col">{texts.state}</th>
                <th scope="col">{texts.lastUsed}</th>
                <th scope="col">{texts.actions}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((key) => (
                <KeyRow key={key.key_id} apiKey={key} />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <CreateKey />
    </>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useRevokeKey(apiKey.key_id);
  return (
    <tr>
      <td className="wide">{apiKey.name}</td>
      <td className="wide">{apiKey.scopes.join(' ')}</td>
      <td>{texts.keyStates[apiKey.state]}</td>
      <td>{apiKey.last_used_at ? time(apiKey.last_used_at) : texts.never}</td>
      <td>
        {apiKey.key_id !== OWNER && apiKey.state === 'active' && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${texts.revoke}: ${apiKey.name}`}
            loading={revoke.isPending}
            onClick={() => revoke.mutate()}
          >
            {texts.revoke}
          </Button>
        )}
        {revoke.error && <Failure error={revoke.error} />}
      </td>
    </tr>
  );
}

function CreateKey() {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const create = useCreateKey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role }, { onSuccess: () => setName('') });
  };
  return (
    <form className="stack" style={{ maxWidth: 480 }} onSubmit={submit}>
      <h2>{texts.createKey}</h2>
      <TextInput label={texts.keyName} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <RoleChoice label={texts.role} role={role} onChange={setRole} />
      {create.error && <Failure error={create.error} />}
      {create.data && (
        <Alert color="gray" variant="outline" role="group" title={texts.tokenOnce}>
          <code style={{ overflowWrap: 'anywhere' }}>{create.data.token}</code>
        </Alert>
      )}
      <Button type="submit" style={{ alignSelf: 'start' }} loading={create.isPending}>
        {texts.createKey}
      </Button>
    </form>
  );
}
