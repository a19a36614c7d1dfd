import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { answer, client } from '@/api/client';
import { messages } from '@/messages';
import { EmailField } from '@/session/EmailField';
import { goTo } from '@/session/queries';
import { SessionForm } from '@/session/SessionForm';
import { Failure, Problem } from '@/ui/Failure';

const texts = messages.login;

/** Why the identity provider's log-in has ended here; the server's codes. */
function useRefusal(): string | undefined {
  const refused = useSearchParams().get('refused');
  return refused === null ? undefined : (texts.refused[refused] ?? texts.refused.invalid);
}

/** Logging in through the identity provider or with a password, whichever the server takes. */
export function LogIn({ back }: { back: string }) {
  const refusal = useRefusal();
  const methods = useQuery({
    queryKey: ['log-in methods'],
    queryFn: async ({ signal }) => (await answer(client.GET('/api/v1/session/methods', { signal }))).data,
  });
  const provider = methods.data?.provider;
  if (methods.isPending) {
    return <p className="loading">{messages.loading}</p>;
  }
  return (
    <>
      <h1>{texts.title}</h1>
      <div className="stack" style={{ maxWidth: 360 }}>
        {refusal && <Problem text={refusal} />}
        {provider && (
          <Button component="a" href={`${provider.path}?back=${encodeURIComponent(back)}`}>
            {texts.logInWith(provider.name)}
          </Button>
        )}
        {provider && methods.data?.passwords && <p className="muted">{texts.or}</p>}
        {methods.data?.passwords !== false && <PasswordForm back={back} isFirst={!provider} />}
      </div>
    </>
  );
}

function PasswordForm({ back, isFirst }: { back: string; isFirst: boolean }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const logIn = useMutation({
    mutationFn: () => answer(client.POST('/api/v1/session', { body: { email, password } })),
    onSuccess: () => goTo(back),
  });
  return (
    <SessionForm onSubmit={() => logIn.mutate()}>
      <EmailField value={email} onChange={setEmail} />
      <PasswordInput
        label={texts.password}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {logIn.error && <Failure error={logIn.error} />}
      <Button type="submit" variant={isFirst ? 'filled' : 'default'} loading={logIn.isPending || logIn.isSuccess}>
        {texts.logIn}
      </Button>
      <p className="muted">{texts.help}</p>
    </SessionForm>
  );
}
