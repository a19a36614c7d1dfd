import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './globals.css';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { messages } from '@/messages';
import { Frame } from '@/shell/Frame';
import { Providers } from '@/shell/Providers';

export const metadata: Metadata = {
  title: { default: messages.product, template: `%s · ${messages.product}` },
  description: messages.promise,
  icons:
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230b62a4'/%3E%3Cpath d='M4 8l3 3 5-6' stroke='%23fff' stroke-width='2' fill='none'/%3E%3C/svg%3E",
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Providers>
          <Frame>{children}</Frame>
        </Providers>
      </body>
    </html>
  );
}
