'use client';

import { createTheme, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { isWorthRepeating, millisBeforeRepeat } from '@/api/busy';
import { messages } from '@/messages';

// White text on the two shades that buttons use has a contrast of more than 4.5 to 1.
const theme = createTheme({
  respectReducedMotion: true,
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 7 },
  colors: {
    accent: [
      '#e6f2fb',
      '#cbe3f5',
      '#a1cdee',
      '#7fbbea',
      '#5fb4ef',
      '#2f88cc',
      '#0b62a4',
      '#0d5e9c',
      '#0a4f83',
      '#083f69',
    ],
  },
  components: {
    // The header element of a dialog would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    // What is announced goes through the one live region of the pages.
    Notification: {
      defaultProps: { role: 'region', closeButtonProps: { 'aria-label': messages.close } },
    },
    ModalCloseButton: { defaultProps: { 'aria-label': messages.close } },
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
});

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: isWorthRepeating, retryDelay: millisBeforeRepeat, staleTime: 2_000 } },
      }),
  );
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
