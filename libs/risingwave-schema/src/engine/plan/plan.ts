import type { Definition, DefinitionKind } from '../../definition/definition.js';
import type { Target } from '../../target.js';
import type { LedgerEntry } from '../database/ledger.js';
import type { TableChange, TableShape } from './table-change.js';

/** What happens to one object. */
export interface Change {
  readonly object: string;
  readonly kind: DefinitionKind;
  readonly action: 'create' | 'replace' | 'alter' | 'drop';
  /** Why, in words. */
  readonly reason: string;
  /** What the change loses, in words; empty when nothing. */
  readonly destructive: readonly string[];
  /** Definition before and after, secrets masked. */
  readonly before?: string;
  readonly after?: string;
}

/** The way from what is in the database to what is defined. */
export interface Plan {
  readonly target: Target;
  readonly changes: readonly Change[];
  /** Objects of wanted names that this engine did not create. */
  readonly unmanaged: readonly string[];
  /** Work an interrupted run left behind: objects it had begun to build or to drop. */
  readonly leftovers: readonly string[];
  /** True when there is nothing to do. */
  readonly empty: boolean;
}

/** A definition with what the engine derives from it. */
export interface Desired {
  readonly definition: Definition;
  readonly position: number;
  readonly fingerprint: string;
  /** CREATE statement, secrets masked. */
  readonly display: string;
  readonly shape?: TableShape;
  readonly generation: number;
  readonly tableChange?: TableChange;
  readonly change?: Change;
}

/** A plan with everything needed to carry it out. */
export interface DetailedPlan extends Plan {
  readonly desired: readonly Desired[];
  /** Ledger entries of objects that are no longer defined, dependents first. */
  readonly dropped: readonly ObjectEntry[];
  /** Entries of unchanged objects whose place in the order is another now; a later drop goes by it. */
  readonly moved: readonly LedgerEntry[];
}

/** A ledger entry of an object. */
export type ObjectEntry = LedgerEntry & { readonly kind: DefinitionKind };
