import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiProblem } from '@/api/client';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';
import { type NewUser, useAddUser } from '@/users/queries';
import { RoleChoice } from '@/users/RoleChoice';

const texts = messages.users;
const EMPTY: NewUser = { email: '', name: '', role: 'viewer', password: '' };

export function AddUser() {
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
