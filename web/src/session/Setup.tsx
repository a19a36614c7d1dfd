import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, answer, client } from '@/api/client';
import { messages } from '@/messages';
import { EmailField } from '@/session/EmailField';
import { goTo } from '@/session/queries';
import { SessionForm } from '@/session/SessionForm';
import { Failure } from '@/ui/Failure';

const texts = messages.login;

/** Makes the first administrator, who is logged in then. */
export function Setup({ link }: { link: string }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const setup = useMutation({
    mutationFn: async () => {
      await answer(client.POST('/api/v1/setup', { body: { link, email, name, password } }));
      await answer(client.POST('/api/v1/session', { body: { email, password } }));
    },
    onSuccess: () => goTo('/'),
  });
  const about = (field: string) => (setup.error instanceof ApiProblem ? setup.error.about(field) : undefined);
  return (
    <>
      <h1>{texts.setup}</h1>
      <SessionForm onSubmit={() => setup.mutate()}>
        <p className="muted">{texts.setupHelp}</p>
        <TextInput
          label={texts.name}
          autoComplete="name"
          required
          value={name}
          error={about('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <EmailField value={email} onChange={setEmail} error={about('email')} />
        <PasswordInput
          label={texts.password}
          description={texts.passwordHelp}
          autoComplete="new-password"
          required
          value={password}
          error={about('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {setup.error && <Failure error={setup.error} />}
        <Button type="submit" loading={setup.isPending || setup.isSuccess}>
          {texts.create}
        </Button>
      </SessionForm>
    </>
  );
}
