import { Button, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { messages } from '@/messages';
import { applied, type Filter, filterOf, topicAddress } from '@/topic/filter';

const texts = messages.topic;
const STORED_AS = 'mini-crm-topic-filters';

interface Saved {
  topic: string;
  name: string;
  filter: Filter;
}

/** Filters that this browser remembers. */
export function SavedFilters({ topic, filter }: { topic: string; filter: Filter }) {
  const [saved, setSaved] = useLocalStorage<Saved[]>({ key: STORED_AS, defaultValue: [] });
  const [name, setName] = useState('');
  const ofTopic = saved.filter((each) => each.topic === topic);
  const isSavable = applied(filter).length > 0;
  const save = (event: FormEvent) => {
    event.preventDefault();
    const others = saved.filter((each) => each.topic !== topic || each.name !== name.trim());
    if (name.trim() !== '') {
      setSaved([...others, { topic, name: name.trim(), filter }]);
      setName('');
    }
  };
  return (
    <div className="row" style={{ marginTop: 8 }}>
      {ofTopic.length > 0 && (
        <ul className="chips" aria-label={texts.saved}>
          {ofTopic.map((each) => (
            <li key={each.name}>
              <Link href={topicAddress(topic, filterOf(each.filter))} prefetch={false}>
                {each.name}
              </Link>
              <Button
                variant="default"
                size="compact-xs"
                aria-label={texts.forget(each.name)}
                onClick={() => setSaved(saved.filter((other) => other !== each))}
              >
                ✕
              </Button>
            </li>
          ))}
        </ul>
      )}
      {isSavable && (
        <form onSubmit={save} className="row">
          <TextInput
            size="xs"
            aria-label={texts.saveAs}
            placeholder={texts.saveAs}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" size="xs">
            {texts.save}
          </Button>
        </form>
      )}
    </div>
  );
}
