import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiProblem, type User } from '@/api/client';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { LoadMore } from '@/ui/LoadMore';
import { Scrolling } from '@/ui/Scrolling';
import { Skeleton } from '@/ui/Skeleton';
import { type NewUser, useAddUser, useChangeUser, useUsers } from '@/users/queries';
import { RoleChoice } from '@/users/RoleChoice';

const texts = messages.users;

const EMPTY: NewUser = { email: '', name: '', role: 'viewer', password: '' };

export function UsersTab() {
  const { users, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useUsers();
  return (
    <>
      {error && <Failure error={error} onRetry={() => refetch()} />}
      {isPending && !error && <Skeleton rows={12} />}
      {!isPending && users.length === 0 && <p>{texts.none}</p>}
      {users.length > 0 && (
        <Scrolling label={texts.tabs.people}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{texts.email}</th>
                <th scope="col">{texts.name}</th>
                <th scope="col">{texts.role}</th>
                <th scope="col">{texts.state}</th>
                <th scope="col">{texts.actions}</th>
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <UserRow key={user.user_id} user={user} />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <LoadMore hasNextPage={hasNextPage} isFetchingNextPage={isFetchingNextPage} fetchNextPage={fetchNextPage} />
      {!isPending && <AddUser />}
    </>
  );
}

function UserRow({ user }: { user: User }) {
  const change = useChangeUser(user.user_id);
  return (
    <>
      <tr>
        <td className="wide">{user.email}</td>
        <td className="wide">{user.name}</td>
        <td>
          <RoleChoice
            label={texts.roleOf(user.email)}
            isLabelHidden
            role={user.role}
            onChange={(role) => change.mutate({ role })}
          />
        </td>
        <td>{user.disabled ? texts.disabled : texts.active}</td>
        <td>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${user.disabled ? texts.enable : texts.disable}: ${user.email}`}
            loading={change.isPending}
            onClick={() => change.mutate({ disabled: !user.disabled })}
          >
            {user.disabled ? texts.enable : texts.disable}
          </Button>
        </td>
      </tr>
      {change.error && (
        <tr>
          <td colSpan={5}>
            <Failure error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}

function AddUser() {
  const [draft, setDraft] = useState(EMPTY);
  const add = useAddUser();
  const about = (field: string) => (add.error instanceof ApiProblem ? add.error.about(field) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(draft, { onSuccess: () => setDraft(EMPTY) });
  };
  return (
    <form className="stack" style={{ maxWidth: 360 }} onSubmit={submit}>
      <h2>{texts.add}</h2>
      <TextInput
        label={texts.email}
        type="email"
        autoComplete="off"
        required
        value={draft.email}
        error={about('email')}
        onChange={(event) => setDraft({ ...draft, email: event.currentTarget.value })}
      />
      <TextInput
        label={texts.name}
        autoComplete="off"
        required
        value={draft.name}
        error={about('name')}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <RoleChoice label={texts.role} role={draft.role} onChange={(role) => setDraft({ ...draft, role })} />
      <PasswordInput
        label={texts.password}
        description={messages.login.passwordHelp}
        autoComplete="new-password"
        required
        value={draft.password}
        error={about('password')}
        onChange={(event) => setDraft({ ...draft, password: event.currentTarget.value })}
      />
      {add.error && <Failure error={add.error} />}
      <Button type="submit" style={{ alignSelf: 'start' }} loading={add.isPending}>
        {texts.add}
      </Button>
    </form>
  );
}
