import { messages } from '@/messages';

/** Made up by an import for somebody without an address; only the simulator accepts it. */
export const isMadeUp = (address: string) => address.trim().toLowerCase().endsWith('@made-up.invalid');

/** An address as it is shown. */
export const shownAddress = (address: string | null | undefined) =>
  address == null ? '–' : isMadeUp(address) ? messages.leads.madeUp(address) : address;
