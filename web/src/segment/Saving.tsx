import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { ApiProblem, type Segment } from '@/api/client';
import { messages } from '@/messages';
import { useDelete } from '@/segment/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.segment;

interface SavingProperties {
  segment: Segment | undefined;
  name: string;
  onName: (name: string) => void;
  isUnsaved: boolean;
  isSaving: boolean;
  error: Error | null;
  onSave: () => void;
}

export function Saving({ segment, name, onName, isUnsaved, isSaving, error, onSave }: SavingProperties) {
  const problem = error instanceof ApiProblem ? error : null;
  const state = isUnsaved ? texts.unsaved : segment && texts.saved;
  useAnnounced(state);
  const isElsewhere = error !== null && !problem?.errors.length;
  return (
    <div className="stack">
      <div className="row" style={{ alignItems: 'end' }}>
        <TextInput
          label={texts.name}
          value={name}
          error={problem?.about('name')}
          onChange={(event) => onName(event.currentTarget.value)}
          style={{ minWidth: 220 }}
        />
        <Button onClick={onSave} loading={isSaving} disabled={!isUnsaved}>
          {segment ? texts.save : texts.create}
        </Button>
        {segment && (
          <Button
            component={Link}
            href={`/new?segment=${encodeURIComponent(segment.segment_id)}`}
            prefetch={false}
            variant="default"
          >
            {texts.send}
          </Button>
        )}
        {segment && <Deletion segment={segment} />}
      </div>
      <span className="muted">{state}</span>
      {isElsewhere && <Failure error={error} />}
    </div>
  );
}

function Deletion({ segment }: { segment: Segment }) {
  const router = useRouter();
  const [isOpen, { open, close }] = useDisclosure();
  const deletion = useDelete(segment.segment_id);
  return (
    <>
      <Button variant="default" onClick={open}>
        {texts.remove}
      </Button>
      <Modal opened={isOpen} onClose={close} title={texts.removeSure(segment.name)}>
        <p>{texts.removeHelp}</p>
        {deletion.error && <Failure error={deletion.error} />}
        <Group>
          <Button variant="default" onClick={close}>
            {texts.keep}
          </Button>
          <Button
            color="red.9"
            loading={deletion.isPending}
            onClick={() => deletion.mutate(undefined, { onSuccess: () => router.push('/segments') })}
          >
            {texts.removeNow}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
