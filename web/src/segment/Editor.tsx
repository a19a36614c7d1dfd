import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ApiProblem, type Segment } from '@/api/client';
import { messages } from '@/messages';
import { Counting } from '@/segment/Counting';
import type { FieldEntry } from '@/segment/context';
import { Members } from '@/segment/Members';
import { useCount, useSave } from '@/segment/queries';
import { RuleBuilder } from '@/segment/RuleBuilder';
import { EMPTY, type Group, readGroup, sizeOf, textOf } from '@/segment/rules';
import { Saving } from '@/segment/Saving';
import { useHistory } from '@/segment/useHistory';
import { WhyPanel } from '@/segment/WhyPanel';
import { segmentHref } from '@/segments/queries';
import { useLeaveGuard } from '@/ui/leaving';
import { toast } from '@/ui/toast';
import { useUrlState } from '@/ui/urlState';

const texts = messages.segment;
const TYPING_MILLIS = 200;

interface EditorProperties {
  id: string;
  segment: Segment | undefined;
  initial: Group;
  fields: FieldEntry[];
}

export function Editor({ id, segment, initial, fields }: EditorProperties) {
  const router = useRouter();
  const [{ lead = '', name: typedName }, setUrl] = useUrlState();
  const history = useHistory(initial);
  const [isSaved, setSaved] = useState(false);
  const rules = textOf(history.current);
  const saved = segment ? textOf(segment.rules) : '';
  const [name, setName] = useState(typedName ?? segment?.name ?? '');
  const isUnsaved = !isSaved && (segment ? rules !== saved || name !== segment.name : true);
  const isTouched = segment ? isUnsaved : isUnsaved && (history.canUndo || name !== '');
  const [counted] = useDebouncedValue(rules, TYPING_MILLIS);
  const count = useCount(counted);
  const change = (group: Group) => {
    const before = history.current;
    history.change(group);
    if (sizeOf(group) < sizeOf(before)) {
      toast(texts.removed, () => history.change(before));
    }
  };
  const save = useSave(id);
  useLeaveGuard(isTouched, texts.leave);
  useEffect(() => {
    if (counted !== saved) {
      setUrl({ rules: counted === textOf({ combinator: 'and', rules: [] }) ? '' : counted });
    } else {
      setUrl({ rules: '' });
    }
  }, [counted, saved, setUrl]);
  const restore = (before: Segment) => {
    history.change(readGroup(before.rules) ?? EMPTY);
    setName(before.name);
    save.mutate({ name: before.name, rules: textOf(before.rules) });
  };
  const store = () =>
    save.mutate(
      { name, rules },
      {
        onSuccess: (stored) => {
          setSaved(id === '');
          setUrl({ name: '', rules: '' });
          if (segment === undefined) {
            router.replace(segmentHref(stored.segment_id));
          } else {
            toast(texts.changed(stored.name), () => restore(segment));
          }
        },
      },
    );
  const errors = [count.error, save.error].flatMap((error) => (error instanceof ApiProblem ? error.errors : []));
  return (
    <>
      <h1>{segment ? segment.name : texts.newTitle}</h1>
      <div className="columns">
        <div className="stack">
          <Saving
            segment={segment}
            name={name}
            onName={(changed) => {
              setName(changed);
              setUrl({ name: changed === segment?.name ? '' : changed });
            }}
            isUnsaved={isUnsaved}
            isSaving={save.isPending}
            error={save.error}
            onSave={store}
          />
          <div className="row">
            <Button size="compact-sm" variant="default" disabled={!history.canUndo} onClick={history.undo}>
              {texts.undo}
            </Button>
            <Button size="compact-sm" variant="default" disabled={!history.canRedo} onClick={history.redo}>
              {texts.redo}
            </Button>
          </div>
          <RuleBuilder group={history.current} fields={fields} errors={errors} onChange={change} />
          <Counting rules={counted} saved={saved} />
        </div>
        <WhyPanel rules={counted} lead={lead} onLead={(chosen) => setUrl({ lead: chosen })} />
      </div>
      {!count.isPending && <Members rules={counted} />}
    </>
  );
}
