import { describe, expect, it } from 'vitest';
import { pathOf } from '@/session/queries';

describe('pathOf', () => {
  it('leads back to pages of this site', () => {
    expect(pathOf('/campaign?id=1&tab=why')).toBe('/campaign?id=1&tab=why');
  });

  it.each([
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/login?back=/',
  ])('does not lead to %s', (back) => {
    expect(pathOf(back)).toBe('/');
  });
});
