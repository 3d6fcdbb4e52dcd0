import type { Random } from './random.js';
import { personName } from './titles.js';
import type { Words } from './words.js';

export interface User {
  readonly name: string;
  readonly bot: boolean;
}

const BOTS = ['InternetArchiveBot', 'Lsjbot-Echo', 'CommonsDelinker', 'Cewbot', 'PagePatrolBot'];

/** Who makes a change: registered people mostly, bots, temporary accounts, IP addresses. */
export function user(words: Words, random: Random, botShare = 0.25): User {
  if (random.chance(botShare)) return { name: random.pick(BOTS), bot: true };
  const draw = random.next();
  if (draw < 0.1) return { name: temporaryAccount(random), bot: false };
  if (draw < 0.14) return { name: address(random), bot: false };
  const name = personName(words, random);
  return { name: random.chance(0.4) ? `${name} ${random.integer(2, 1999)}` : name, bot: false };
}

const temporaryAccount = (random: Random): string =>
  `~2026-${random.integer(10_000, 99_999)}-${random.integer(1, 99)}`;

/** An address from the blocks reserved for documentation. */
function address(random: Random): string {
  return random.chance(0.6)
    ? `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.integer(1, 254)}`
    : `2001:DB8:${random.integer(0, 65535).toString(16).toUpperCase()}:0:0:0:0:${random.integer(1, 9999)}`;
}
