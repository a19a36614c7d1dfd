'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { ApiProblem, answer, client } from '@/api/client';
import { messages } from '@/messages';
import { goTo, pathOf } from '@/session/queries';
import { Failure, Problem } from '@/ui/Failure';

const texts = messages.login;

/** Logging in, with a password or by a link; with the link of the first start, making the first administrator. */
export function LoginPage() {
  const back = pathOf(useSearchParams().get('back'));
  // The fragment is known only in the browser.
  const [setup, setSetup] = useState<string | null>();
  useEffect(() => {
    const [, kind, secret] = window.location.hash.match(/^#(setup|link)=(.+)$/) ?? [];
    if (kind === 'link' && secret !== undefined) {
      // Once: the address must not stay in the history, and must not be used twice.
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      client.POST('/api/v1/session', { body: { link: secret } }).then(({ response }) => {
        if (response.ok) {
          goTo(back);
        }
        setSetup(null);
      });
    } else {
      setSetup(kind === 'setup' ? secret : null);
    }
  }, [back]);
  if (setup === undefined) {
    return <p className="loading">{messages.loading}</p>;
  }
  return setup === null ? <LogIn back={back} /> : <Setup link={setup} />;
}

/** Why the identity provider's log-in has ended here; the server's codes. */
function useRefusal(): string | undefined {
  const refused = useSearchParams().get('refused');
  return refused === null ? undefined : (texts.refused[refused] ?? texts.refused.invalid);
}

function LogIn({ back }: { back: string }) {
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
    <Form onSubmit={() => logIn.mutate()}>
      <TextInput
        label={texts.email}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
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
    </Form>
  );
}

function Setup({ link }: { link: string }) {
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
      <Form onSubmit={() => setup.mutate()}>
        <p className="muted">{texts.setupHelp}</p>
        <TextInput
          label={texts.name}
          autoComplete="name"
          required
          value={name}
          error={about('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={texts.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          error={about('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
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
      </Form>
    </>
  );
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="stack" style={{ maxWidth: 360 }} onSubmit={submit}>
      {children}
    </form>
  );
}
