import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

const server = process.env.MINI_CRM_URL ?? 'http://localhost:8080';

/** An export has no rewrites; only the development server forwards the API and the log-in with an identity provider, uncompressed so that events pass at once. */
export default function config(phase: string): NextConfig {
  if (phase === PHASE_DEVELOPMENT_SERVER) {
    return {
      compress: false,
      rewrites: async () =>
        ['api', 'oidc'].map((path) => ({ source: `/${path}/:path*`, destination: `${server}/${path}/:path*` })),
    };
  }
  return { output: 'export', poweredByHeader: false, reactStrictMode: true };
}
