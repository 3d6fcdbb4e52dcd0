import { DialectAdapterBase } from 'kysely';
import { UnsupportedFeatureError } from '../errors.js';

/** What Kysely may expect of RisingWave. */
export class RisingwaveAdapter extends DialectAdapterBase {
  override get supportsTransactionalDdl(): boolean {
    return false;
  }

  override get supportsReturning(): boolean {
    return true;
  }

  /** @throws {UnsupportedFeatureError} always: RisingWave has no advisory locks; the engine of this library has its own. */
  override async acquireMigrationLock(): Promise<void> {
    throw new UnsupportedFeatureError(
      'advisory locks',
      "Kysely's Migrator cannot protect a run; use plan and apply of this library",
    );
  }

  override async releaseMigrationLock(): Promise<void> {
    // Nothing was acquired.
  }
}
