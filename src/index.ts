export { DomainError, ERROR_CODES, type ErrorCode, type Fault } from './domain/errors';
export { readConfig, type Config } from './platform/config';
export { openDatabase, type Database } from './database/database';
export { migrateSchema } from './store/schema-version';
export { startServer, type RunningServer } from './server/server';
export { serve } from './server/serve';
export { openEntitlements, type Entitlements, type EntitlementsOptions } from './open-entitlements';
