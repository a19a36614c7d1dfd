'use client';

import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { messages } from '@/messages';
import { Choice } from '@/ui/Choice';

const SCHEMES: MantineColorScheme[] = ['auto', 'light', 'dark'];

/** The stored choice is known only in the browser, so the exported page shows the default first. */
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return (
    <Choice
      size="xs"
      aria-label={messages.scheme.label}
      value={isMounted ? colorScheme : 'auto'}
      options={SCHEMES.map((scheme) => ({ value: scheme, label: messages.scheme[scheme] }))}
      onChange={(value) => {
        const chosen = SCHEMES.find((scheme) => scheme === value);
        if (chosen !== undefined) {
          setColorScheme(chosen);
        }
      }}
    />
  );
}
