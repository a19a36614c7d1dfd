import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import Link from 'next/link';
import { useState } from 'react';
import type { Lead } from '@/api/client';
import { isMadeUp } from '@/leads/address';
import { leadAddress, useLeads } from '@/leads/queries';
import { messages } from '@/messages';
import { type Explanation, readExplanation } from '@/segment/explanation';
import { useWhy } from '@/segment/queries';
import { useAnnounced } from '@/ui/Announcer';
import { Failure } from '@/ui/Failure';

const texts = messages.segment.why;
const TYPING_MILLIS = 200;
const SHOWN = 6;

/** Looks up a person, and says rule by rule why they are in the segment or not. */
export function WhyPanel({ rules, lead, onLead }: { rules: string; lead: string; onLead: (id: string) => void }) {
  const [typed, setTyped] = useState('');
  const [searched] = useDebouncedValue(typed.trim(), TYPING_MILLIS);
  const found = useLeads(searched);
  const isNobody = searched !== '' && !found.isPending && found.leads.count === 0;
  useAnnounced(isNobody && texts.nobody);
  return (
    <section aria-labelledby="why" className="stack">
      <h2 id="why" style={{ margin: 0 }}>
        {texts.title}
      </h2>
      <TextInput
        label={texts.person}
        placeholder={texts.example}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {isNobody && <p>{texts.nobody}</p>}
      {searched !== '' && found.leads.count > 0 && (
        <ul className="choices" aria-label={texts.found}>
          {found.leads.first(SHOWN).map((each) => (
            <li key={each.id}>
              <Button
                size="compact-sm"
                variant="default"
                aria-pressed={each.id === lead}
                onClick={() => onLead(each.id)}
              >
                {labelOf(each)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {lead !== '' && <Why rules={rules} lead={lead} />}
    </section>
  );
}

function Why({ rules, lead }: { rules: string; lead: string }) {
  const { data, error } = useWhy(rules, lead);
  useAnnounced(data && `${lead} ${data.matched ? texts.isIn : texts.isOut}`);
  if (error) {
    return <Failure error={error} />;
  }
  if (data === undefined) {
    return <p className="muted">{messages.loading}</p>;
  }
  const explanation = readExplanation(data.explanation);
  return (
    <div>
      <p>
        <Link href={leadAddress(lead)} prefetch={false}>
          {lead}
        </Link>{' '}
        <strong className={data.matched ? 'ok' : 'bad'}>{data.matched ? texts.isIn : texts.isOut}</strong>
      </p>
      {explanation && (
        <ul className="tree">
          <Branch node={explanation} />
        </ul>
      )}
    </div>
  );
}

function Branch({ node }: { node: Explanation }) {
  return (
    <li>
      <span className={node.matched ? 'ok' : 'bad'}>
        <span aria-hidden>{node.matched ? '✓' : '✕'}</span>
        <span className="hidden">{node.matched ? texts.holds : texts.fails}</span>
      </span>{' '}
      {node.words}
      {node.rules.length > 0 && (
        <ul className="tree">
          {node.rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other name than its place
            <Branch key={index} node={rule} />
          ))}
        </ul>
      )}
    </li>
  );
}

function labelOf({ id, name, email }: Lead) {
  const known = name ?? (email != null && isMadeUp(email) ? null : email);
  return known == null ? id : `${known} (${id})`;
}
