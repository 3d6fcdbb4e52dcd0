const MAX_OPEN_HOLES = 1_000;

/**
 * Counts what is missing from one topic-partition by the continuity of `meta.offset`.
 *
 * Kafka numbers the events of a partition without gaps, so every number skipped is an event that
 * did not arrive (or one the server could not read itself). A late arrival fills its hole.
 */
export class OffsetAudit {
  #last: number | undefined;
  #holes: { from: number; to: number }[] = [];
  #missing = 0;

  /** Events known to be missing so far. */
  get missing(): number {
    return this.#missing;
  }

  /** The highest offset seen since the last {@link restart}. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Notes an offset; true when it goes beyond all before. */
  see(offset: number): boolean {
    if (this.#last === undefined || offset === this.#last + 1) {
      this.#last = offset;
      return true;
    }
    if (offset > this.#last) {
      this.#missing += offset - this.#last - 1;
      this.#holes.push({ from: this.#last + 1, to: offset - 1 });
      if (this.#holes.length > MAX_OPEN_HOLES) this.#holes.shift();
      this.#last = offset;
      return true;
    }
    this.#fill(offset);
    return false;
  }

  /** Forgets the numbering, for instance because another datacentre's cluster answers. */
  restart(): void {
    this.#last = undefined;
    this.#holes = [];
  }

  /** Goes on from a known position without counting anything before it. */
  startAt(offset: number): void {
    this.restart();
    this.#last = offset;
  }

  #fill(offset: number): void {
    const index = this.#holes.findIndex(({ from, to }) => offset >= from && offset <= to);
    const hole = this.#holes[index];
    if (hole === undefined) return;
    this.#missing -= 1;
    const rest = [
      { from: hole.from, to: offset - 1 },
      { from: offset + 1, to: hole.to },
    ].filter(({ from, to }) => from <= to);
    this.#holes.splice(index, 1, ...rest);
  }
}
