import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { cancel } from '@/compose/order';
import { messages } from '@/messages';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;
const TICK_MILLIS = 250;

interface HoldingProperties {
  id: string;
  startsAt: string;
  onStarted: () => void;
  onUndone: () => void;
}

/** The campaign is stored and starts in a moment; until then it can be taken back. */
export function Holding({ id, startsAt, onStarted, onUndone }: HoldingProperties) {
  useAnnounced(texts.held);
  const start = Date.parse(startsAt);
  const [now, setNow] = useState(Date.now);
  const undo = useMutation({ mutationFn: () => cancel(id), onSuccess: onUndone });
  const left = Math.max(0, Math.ceil((start - now) / 1_000));
  const isOver = left === 0 && !undo.isPending && !undo.isSuccess;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLIS);
    return () => clearInterval(timer);
  }, []);
  const hasStarted = useRef(false);
  useEffect(() => {
    if (isOver && !hasStarted.current) {
      hasStarted.current = true;
      onStarted();
    }
  }, [isOver, onStarted]);
  return (
    <section className="stack" aria-label={texts.held}>
      <p style={{ margin: 0 }}>
        {texts.held} {texts.startsIn(left)}
      </p>
      <Button style={{ alignSelf: 'start' }} variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
        {texts.undo}
      </Button>
      {undo.error && <Failure error={undo.error} />}
    </section>
  );
}
