import {
  CompiledQuery,
  PostgresDriver,
  type DatabaseConnection,
  type TransactionSettings,
} from 'kysely';
import { UnsupportedFeatureError } from '../errors.js';

/** Kysely's `pg` driver without the transactions RisingWave does not have. */
export class RisingwaveDriver extends PostgresDriver {
  /**
   * Read-only transactions are real in RisingWave. A `BEGIN` for writing succeeds there and starts
   * nothing, so nothing would ever be rolled back.
   *
   * @throws {UnsupportedFeatureError} for any other transaction.
   */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    if (settings.accessMode !== 'read only') {
      throw new UnsupportedFeatureError(
        'write transactions',
        "run the statements one by one, or setAccessMode('read only') to read from one snapshot",
      );
    }
    await connection.executeQuery(CompiledQuery.raw('start transaction read only'));
  }

  override async savepoint(): Promise<void> {
    throw new UnsupportedFeatureError('savepoints', 'run the statements one by one');
  }

  override async rollbackToSavepoint(): Promise<void> {
    throw new UnsupportedFeatureError('savepoints', 'run the statements one by one');
  }

  override async releaseSavepoint(): Promise<void> {
    throw new UnsupportedFeatureError('savepoints', 'run the statements one by one');
  }
}
