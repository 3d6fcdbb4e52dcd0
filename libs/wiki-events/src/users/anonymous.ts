import { isIP } from 'node:net';

/** Temporary accounts, which stand in for IP addresses: `~2026-12345-67`, formerly `*Unregistered 1`. */
const TEMPORARY = /^(?:~\d{4}-[\d-]+|\*Unregistered \d+)$/;

/** True for a contributor without an account of their own: an IP address or a temporary account. */
export const isAnonymous = (name: string): boolean =>
  isIP(name) !== 0 || TEMPORARY.test(name) || name === '';
