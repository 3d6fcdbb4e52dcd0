import { createHash } from 'node:crypto';

/** A short, stable digest of texts; equal only for equal texts in equal order. */
export function fingerprint(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}
