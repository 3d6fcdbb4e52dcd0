import { DestructiveChangeError, UnmanagedObjectError } from '../../errors.js';
import type { Plan } from '../plan/plan.js';

/**
 * @throws {UnmanagedObjectError} when a wanted name is taken by an object that is not ours.
 * @throws {DestructiveChangeError} when data would be lost and that was not allowed.
 */
export function assertApplicable(
  plan: Plan,
  options: { readonly allowDestructive: boolean },
): void {
  if (plan.unmanaged.length > 0) throw new UnmanagedObjectError(plan.unmanaged);
  const losses = plan.changes.flatMap(({ destructive }) => destructive);
  if (losses.length > 0 && !options.allowDestructive) throw new DestructiveChangeError(losses);
}
