'use client';

import { type MantineColorScheme, NativeSelect, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { messages } from '@/messages';

const SCHEMES: MantineColorScheme[] = ['auto', 'light', 'dark'];

/** The stored choice is known only in the browser, so the exported page shows the default first. */
export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return (
    <NativeSelect
      size="xs"
      aria-label={messages.scheme.label}
      value={isMounted ? colorScheme : 'auto'}
      data={SCHEMES.map((scheme) => ({ value: scheme, label: messages.scheme[scheme] }))}
      onChange={(event) => {
        const chosen = SCHEMES.find((scheme) => scheme === event.currentTarget.value);
        if (chosen !== undefined) {
          setColorScheme(chosen);
        }
      }}
    />
  );
}
