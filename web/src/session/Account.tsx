'use client';

import { Button } from '@mantine/core';
import { messages } from '@/messages';
import { useLogOut, useSession } from '@/session/queries';

const texts = messages.account;

/** Who is logged in, and the way out. Nothing while everybody may do everything. */
export function Account() {
  const { data, isPending } = useSession();
  const logOut = useLogOut();
  if (isPending) {
    return <div className="account" />;
  }
  if (!data?.access_control) {
    return null;
  }
  return (
    <div className="row account">
      <span className="muted">
        {data.name.replace(/^user:/, '')}
        {data.role && ` (${messages.roles[data.role]})`}
      </span>
      <Button variant="default" size="xs" loading={logOut.isPending} onClick={() => logOut.mutate()}>
        {texts.logOut}
      </Button>
    </div>
  );
}
