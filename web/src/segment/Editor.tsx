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
import { type Group, textOf } from '@/segment/rules';
import { Saving } from '@/segment/Saving';
import { useHistory } from '@/segment/useHistory';
import { WhyPanel } from '@/segment/WhyPanel';
import { segmentHref } from '@/segments/queries';
import { useLeaveGuard } from '@/ui/leaving';
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
  const save = useSave(id);
  useLeaveGuard(isTouched, texts.leave);
  useEffect(() => {
    if (counted !== saved) {
      setUrl({ rules: counted === textOf({ combinator: 'and', rules: [] }) ? '' : counted });
    } else {
      setUrl({ rules: '' });
    }
  }, [counted, saved, setUrl]);
  const store = () =>
    save.mutate(
      { name, rules },
      {
        onSuccess: (stored) => {
          setSaved(id === '');
          setUrl({ name: '', rules: '' });
          if (id === '') {
            router.replace(segmentHref(stored.segment_id));
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
          <RuleBuilder group={history.current} fields={fields} errors={errors} onChange={history.change} />
          <Counting rules={counted} saved={saved} />
        </div>
        <WhyPanel rules={counted} lead={lead} onLead={(chosen) => setUrl({ lead: chosen })} />
      </div>
      <Members rules={counted} />
    </>
  );
}
