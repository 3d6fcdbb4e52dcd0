import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * Cost of a guess for whoever reads the ledger: some 20 ms and 8 MB. A sealed value is meant to be a
 * password nobody guesses; the cost is for those that are not.
 */
const COST = 2 ** 13;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** A trace of a secret's value that tells whether another value is the same, and not what it is: salted scrypt. */
export function sealSecret(value: string): string {
  const salt = randomBytes(SALT_BYTES);
  return `scrypt:${COST}:${salt.toString('base64')}:${hashOf(value, salt, COST).toString('base64')}`;
}

/** Whether a seal was made of this value. One of an unknown form was not. */
export function sealFits(seal: string, value: string): boolean {
  const [method, cost = '', salt = '', hash = ''] = seal.split(':');
  const sealed = Buffer.from(hash, 'base64');
  if (method !== 'scrypt' || Number(cost) !== COST || sealed.length !== HASH_BYTES) return false;
  return timingSafeEqual(hashOf(value, Buffer.from(salt, 'base64'), COST), sealed);
}

function hashOf(value: string, salt: Buffer, cost: number): Buffer {
  return scryptSync(value, salt, HASH_BYTES, { N: cost });
}
