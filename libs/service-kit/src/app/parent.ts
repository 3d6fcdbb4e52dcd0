/** A message a forked app sends to the process that supervises it. */
export interface ParentMessage {
  /** `listening` announces the health server; apps may add messages of their own. */
  readonly type: string;
  readonly url: string;
}

/** Sends a message to the parent of a forked process; does nothing otherwise. */
export function notifyParent(message: ParentMessage): void {
  process.send?.(message, undefined, undefined, () => {
    // A parent that is gone is noticed through 'disconnect'.
  });
}
