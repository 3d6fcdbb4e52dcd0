export { runApp, type AppContext, type AppDefinition, type RunningApp } from './app/run-app.js';
export { notifyParent, type ParentMessage } from './app/parent.js';
export {
  AddressUnavailableError,
  ServiceError,
  SettingsError,
  type ServiceErrorCode,
  type SettingFault,
} from './errors.js';
export { Health, type ReadinessCheck } from './health/health.js';
export { startHealthServer, type HealthServer } from './health/health-server.js';
export { createLogger, type Logger, type LoggerOptions } from './logging/logger.js';
export {
  consumerSettings,
  databaseSettings,
  kafkaConnection,
  kafkaSettings,
  timeZoneSetting,
} from './settings/common.js';
export { readSettings } from './settings/read-settings.js';
export { setting, type SettingSource } from './settings/setting.js';
