import { Modal } from '@mantine/core';
import { useMessage } from '@/campaign/deliveries';
import { MissingValues } from '@/compose/MissingValues';
import { time } from '@/format';
import { messages } from '@/messages';
import { Failure } from '@/ui/Failure';

const texts = messages.campaign.list;

/** One message as it would be now, in a dialog. */
export function ShownMessage({ id, lead, onClose }: { id: string; lead: string; onClose: () => void }) {
  const { data, error } = useMessage(id, lead);
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.messageTo(lead)}
      size="lg"
      closeButtonProps={{ 'aria-label': messages.close }}
    >
      {error && <Failure error={error} />}
      {!data && !error && <p className="loading">{messages.loading}</p>}
      {data && (
        <>
          <p className="muted">{texts.rendered(time(data.rendered_at))}</p>
          <p>
            {texts.to}: {data.to ?? texts.noAddress}
          </p>
          {data.subject != null && (
            <p>
              <b>{data.subject}</b>
            </p>
          )}
          {data.preheader != null && <p className="muted">{data.preheader}</p>}
          <p className="pre" data-testid="message">
            {data.message}
          </p>
          <MissingValues of={data} />
        </>
      )}
    </Modal>
  );
}
