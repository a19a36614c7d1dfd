'use client';

import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { messages } from '@/messages';
import { type Goal, matching, useFound } from '@/shell/goals';
import { usePages } from '@/shell/pages';
import { useAnnounced } from '@/ui/Announcer';
import { useGo } from '@/ui/leaving';

const texts = messages.palette;
const TYPING_MILLIS = 150;

/** Finds a page, a campaign, a segment or a lead, and goes there. The arrow keys choose, Enter goes. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.title} size="lg" yOffset={80}>
      <Search onClose={onClose} />
    </Modal>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const list = useId();
  const go = useGo();
  const pages = usePages();
  const [query, setQuery] = useState('');
  const [searched] = useDebouncedValue(query.trim(), TYPING_MILLIS);
  const found = useFound(searched);
  const groups = matching([{ name: texts.pages, goals: pages }, ...found], query);
  const goals = groups.flatMap((group) => group.goals);
  const [wanted, setChosen] = useState(0);
  const chosen = Math.min(wanted, goals.length - 1);
  const optionOf = (goal: Goal) => `${list}${goal.href}`;
  useEffect(() => {
    document.getElementById(`${list}${goals[chosen]?.href}`)?.scrollIntoView({ block: 'nearest' });
  });
  const open = (goal: Goal | undefined) => {
    if (goal !== undefined) {
      onClose();
      go(goal.href);
    }
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && goals.length > 0) {
      event.preventDefault();
      setChosen((chosen + by + goals.length) % goals.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      open(goals[chosen]);
    }
  };
  const current = goals[chosen];
  const nothing = goals.length === 0 && texts.none;
  useAnnounced(nothing);
  return (
    <>
      <TextInput
        role="combobox"
        aria-label={texts.search}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={current && optionOf(current)}
        placeholder={texts.search}
        data-autofocus
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <div id={list} role="listbox" tabIndex={-1} aria-label={texts.title} className="goals">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: the same
          <div key={group.name} role="group" aria-label={group.name}>
            <div className="muted note" aria-hidden>
              {group.name}
            </div>
            {group.goals.map((goal) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
              <div
                key={goal.href}
                id={optionOf(goal)}
                role="option"
                tabIndex={-1}
                aria-selected={goal === current}
                onClick={() => open(goal)}
              >
                {goal.name} {goal.note && <span className="muted">{goal.note}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className="muted">{nothing}</p>
    </>
  );
}
