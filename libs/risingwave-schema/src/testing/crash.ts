import type { StatementHook } from '../engine/database/session.js';

/** On the double these change nothing, so a crash before one leaves what a crash before the next does. */
const IDLE = new Set(['flush', 'wait', 'set background_ddl = true']);

/** Every statement by default; `CRASH_STRIDE=5` is a quick look while working on something else. */
const STRIDE = Number(process.env.CRASH_STRIDE ?? 1);

/**
 * Carries out a change again and again, each time stopped before another of its statements, until it
 * comes through. Returns how often it was stopped.
 */
export async function crashBeforeEachStatement(rounds: {
  /** Makes the database what it was before the change. */
  readonly prepare: () => Promise<void>;
  readonly change: (onStatement: StatementHook) => Promise<unknown>;
  /** Finishes what a crash interrupted and looks at the outcome; `where` tells statements apart. */
  readonly crashed: (where: string) => Promise<void>;
}): Promise<number> {
  let crashes = 0;
  for (;;) {
    await rounds.prepare();
    let sent = 0;
    let where: string | undefined;
    await rounds
      .change(({ display }) => {
        if (IDLE.has(display) || sent++ < crashes * STRIDE) return;
        where = `crash before statement ${sent}: ${display}`;
        throw new Error('crash');
      })
      .catch((error: unknown) => {
        if (where === undefined) throw error;
      });
    if (where === undefined) return crashes;
    crashes++;
    await rounds.crashed(where);
  }
}

/** A state without what is another after every run: salted traces of secrets, ids of the catalog. */
export function comparable(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state).replace(/scrypt:[^"\\]+|(?<=objectId\W+)\d+/g, '…'));
}
