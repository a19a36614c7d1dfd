import type { LeadPreview } from '@/api/client';
import { messages } from '@/messages';

const texts = messages.compose;

type Missing = Pick<LeadPreview, 'missing_variables' | 'lacking_variables'>;

/** What one person has no value for. Where the message has a default, that is all well; elsewhere it has a gap. */
export function MissingValues({ of: { missing_variables: missing, lacking_variables: lacking } }: { of: Missing }) {
  const provided = missing.filter((name) => !lacking.includes(name));
  return (
    <>
      {lacking.length > 0 && (
        <p className="bad note">
          <span aria-hidden>✕</span> {texts.gap(lacking.join(', '))}
        </p>
      )}
      {provided.length > 0 && <p className="muted note">{texts.provided(provided.join(', '))}</p>}
    </>
  );
}
