import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { messages } from '@/messages';
import { useSegment } from '@/segment/queries';
import { useSegments } from '@/segments/queries';
import { Choice } from '@/ui/Choice';
import { Failure } from '@/ui/Failure';

const texts = messages.compose;
const TYPING_MILLIS = 200;

interface Props {
  value: string;
  error: string | undefined;
  onChange: (segment: string) => void;
}

/** The segment of a campaign. Where there are more segments than one list holds, they are searched. */
export function SegmentChoice({ value, error, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), TYPING_MILLIS);
  const { segments, hasNextPage, error: listError, refetch } = useSegments(searched);
  const chosen = useSegment(value).data;
  return (
    <>
      {(hasNextPage || typed !== '') && (
        <TextInput
          label={texts.findSegment}
          placeholder={messages.segments.search}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Choice
        label={texts.segment}
        value={value}
        unlisted={chosen?.name}
        error={error}
        options={[
          { value: '', label: texts.choose },
          ...segments.map((each) => ({ value: each.segment_id, label: each.name })),
        ]}
        onChange={onChange}
      />
      {listError && <Failure error={listError} onRetry={() => refetch()} />}
    </>
  );
}
