/** A key that nobody else has. Not crypto.randomUUID, which browsers offer only on HTTPS and localhost. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
