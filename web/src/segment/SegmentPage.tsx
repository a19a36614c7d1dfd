'use client';

import { messages } from '@/messages';
import { Editor } from '@/segment/Editor';
import { useFields, useSegment } from '@/segment/queries';
import { EMPTY, parseGroup, readGroup } from '@/segment/rules';
import { Failure } from '@/ui/Failure';
import { useUrlState } from '@/ui/urlState';

const texts = messages.segment;

/** One segment, or a new one. Rules that are not saved are in the address. */
export function SegmentPage() {
  const [{ id = '', rules = '' }] = useUrlState();
  const segment = useSegment(id);
  const fields = useFields();
  const error = segment.error ?? fields.error;
  if (error) {
    return (
      <>
        <h1>{texts.title}</h1>
        <Failure error={error} onRetry={() => Promise.all([segment.refetch(), fields.refetch()])} />
      </>
    );
  }
  if (fields.data === undefined || (id !== '' && segment.data === undefined)) {
    return (
      <>
        <h1>{texts.title}</h1>
        <p className="loading">{messages.loading}</p>
      </>
    );
  }
  const saved = segment.data && readGroup(segment.data.rules);
  return (
    <Editor
      key={id}
      id={id}
      segment={segment.data}
      initial={parseGroup(rules) ?? saved ?? EMPTY}
      fields={fields.data}
    />
  );
}
